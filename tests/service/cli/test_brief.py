"""``headway brief`` on a catalogue of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from typer.testing import Result

Run = Callable[..., Result]


def names(folder: Path) -> tuple[str, str]:
    """A mission and a target of the example catalogue."""
    from datasets.catalogue import load_catalogue

    found = load_catalogue([folder])
    target = next(iter(found.targets.values()))
    return target.mission, target.id


def test_a_target_a_mission_and_everything(headway: Run, example: Path, tmp_path: Path) -> None:
    mission, target = names(example)
    done = headway("brief", mission, "--out", tmp_path / "mission.pdf")
    assert done.exit_code == 0, done.output
    with pypdfium2.PdfDocument((tmp_path / "mission.pdf").read_bytes()) as found:
        assert len(found) == 2
    done = headway("brief", "--all", "--out", tmp_path / "all.html")
    assert done.exit_code == 0, done.output
    assert "Stocktake of live targets" in (tmp_path / "all.html").read_text(encoding="utf-8")
    for out in (tmp_path / "1.md", tmp_path / "2.md"):
        assert headway("brief", target, "--out", out).exit_code == 0
    assert (tmp_path / "1.md").read_bytes() == (tmp_path / "2.md").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody", "--out", "a.pdf"), "no mission or target “nobody”"),
        (("nobody", "--out", "a.doc"), "not written as “.doc”"),
        (("--out", "a.pdf"), "Give a mission or a target, or --all."),
        (("nobody",), "Give --out FILE"),
    ],
)
def test_misuse_is_told_and_nothing_is_written(
    headway: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = headway("brief", *arguments)
    assert done.exit_code in (1, 2)
    assert said in " ".join(done.output.split())
    assert list(tmp_path.glob("a.*")) == []
