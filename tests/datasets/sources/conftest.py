from __future__ import annotations

from pathlib import Path

import pytest

from datasets.catalogue import load_catalogue

PACK = (Path(__file__).parents[3] / "../shared/official/files").resolve()
SPECIMENS = Path(__file__).parent / "specimens"


@pytest.fixture(scope="session")
def pack():
    if not PACK.is_dir():
        pytest.skip(f"the data pack is not at {PACK}")
    return PACK


@pytest.fixture(scope="session")
def specimens():
    return SPECIMENS


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue()
