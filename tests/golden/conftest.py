"""The golden vectors: loaded once, handed to the file that answers their method, compared at their tolerance.

The vectors stand beside the repository (../shared/methods/golden.json). Each file of tests has a table
``ANSWERS`` of the methods it answers; test_every_vector.py sees to it that all of them are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE = (ROOT / "../shared/methods/golden.json").resolve()
VECTORS: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else []
ABSENT = "the golden vectors (../shared/methods/golden.json) do not stand beside this repository"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "vector" not in metafunc.fixturenames:
        return
    if not VECTORS:
        metafunc.parametrize("vector", [pytest.param(None, marks=pytest.mark.skip(reason=ABSENT))])
        return
    wanted = metafunc.module.wanted
    chosen = [v for v in VECTORS if wanted(v)]
    metafunc.parametrize("vector", chosen, ids=[v["id"] for v in chosen])


@pytest.fixture
def vectors() -> list[dict[str, Any]]:
    """All vectors."""
    if not VECTORS:
        pytest.skip(ABSENT)
    return VECTORS


@pytest.fixture
def agree() -> Callable[..., None]:
    """Compare an answer with what a vector expects, at the vector's tolerance or a looser one."""
    return _agree


def _agree(
    found: Mapping[str, Any],
    vector: Mapping[str, Any],
    *,
    at_least: float = 0.0,
    relative: Mapping[str, float] | None = None,
    without: Sequence[str] = (),
) -> None:
    tolerance = max(vector["tolerance"] or 0.0, at_least)
    for key, expected in vector["expected"].items():
        if key in without:
            continue
        if relative is not None and key in relative:
            assert found[key] == pytest.approx(expected, rel=relative[key]), key
        else:
            _compare(found[key], expected, tolerance, key)


def _compare(found: object, expected: object, tolerance: float, where: str) -> None:
    if isinstance(expected, Mapping):
        assert isinstance(found, Mapping), where
        for key, value in expected.items():
            _compare(found[key], value, tolerance, f"{where}.{key}")
    elif isinstance(expected, list):
        assert isinstance(found, Sequence), where
        assert len(found) == len(expected), where
        for k, value in enumerate(expected):
            _compare(found[k], value, tolerance, f"{where}[{k}]")
    elif isinstance(expected, bool) or not isinstance(expected, int | float):
        assert found == expected, where
    else:
        assert found == pytest.approx(expected, abs=tolerance, rel=0), where
