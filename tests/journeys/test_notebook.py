"""The worked notebook of the documentation runs, on `forecasting` alone, and says what it promises."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from forecasting.engine_version import ENGINE_VERSION

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs/notebooks/recalibration.ipynb"


@pytest.fixture(scope="module")
def kept() -> Any:
    return nbformat.read(NOTEBOOK, as_version=4)


def test_it_is_kept_without_outputs_and_uses_no_database(kept: Any) -> None:
    nbformat.validate(kept)
    cells = [cell for cell in kept.cells if cell.cell_type == "code"]
    assert cells
    for cell in cells:
        assert cell.outputs == []
        assert cell.execution_count is None
        assert "service" not in cell.source
        assert "datasets" not in cell.source


@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning:(zmq|jupyter_client|tornado|nbclient)")
def test_it_runs_and_says_what_it_promises(kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(NOTEBOOK.parents[2]), os.environ.get("PYTHONPATH", "")])
    )
    NotebookClient(kept, timeout=120, kernel_name="python3").execute()
    said = "".join(
        output.get("text", "") for cell in kept.cells if cell.cell_type == "code" for output in cell.outputs
    )
    assert "which chose nothing, the challenger's CRPS is" in said
    assert "It is one of 2 challengers tried since the champion" in said
    assert "It is one of 6 challengers tried since the champion" in said
    assert "of the champion's CRPS on the choosing origins" in said
    assert f"engine {ENGINE_VERSION}\n" in said
    assert f"engine {ENGINE_VERSION}+cal.08f176ddfd43" in said
