"""PDF: as many pages as promised, the same bytes, text that can be read out, and nothing cut off."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pypdfium2
import pytest
import typst

from datasets.catalogue.entries import MissionEntry
from service.briefing import press
from service.briefing.errors import PressFailed, PressSlow
from service.briefing.gathering import Material, targets_of
from service.briefing.making import brief
from service.briefing.mission_sheet import mission_sheet
from service.briefing.note import Note
from service.briefing.plain import cleaned
from service.briefing.press import document, font_folders, pdf
from service.briefing.target_sheet import target_sheet
from service.charts.renderer import Renderer
from service.operations.installation import Installation
from service.store.reads import catalogue
from tests.service.briefing.conftest import FRAME, NHS, RECORDED, TODAY

TEMPLATE = Path(press.__file__).with_name("templates") / "briefing.typ"


def set_here(note: Note) -> tuple[list[str], int]:
    """The pages set in this process, and how many of them fitted in none of the ways of laying them out."""
    compiler = typst.Compiler(
        str(TEMPLATE),
        sys_inputs={"note": json.dumps(document(note))},
        font_paths=font_folders(),
        ignore_system_fonts=True,
    )
    body = compiler.compile(format="pdf", pdf_standards=["ua-1"])
    assert isinstance(body, bytes)
    return pages(body), len(json.loads(compiler.query("<cut>")))


def pages(body: bytes) -> list[str]:
    with pypdfium2.PdfDocument(body) as found:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in found]


def test_a_target_is_one_page_with_everything_to_read(installation: Installation, renderer: Renderer) -> None:
    with installation.store.read() as session:
        made = brief(session, NHS, renderer, today=TODAY)
    assert made.complete
    body = pdf(made.note)
    assert pdf(made.note) == body
    (text,) = pages(body)
    for words in (
        "92% within 18 weeks by March 2029",
        "less than 1 in 10",
        "Off track",
        "What it would take",
        "required path",
    ):
        assert words in text, words
    with pypdfium2.PdfDocument(body) as found:
        assert found.get_metadata_value("Title") == "92% within 18 weeks by March 2029"
        picture = found[0].render(scale=1).to_pil().convert("RGB")
        colours = {colour for _, colour in picture.getcolors(maxcolors=1 << 20) or []}
        # the drawing is there: the blue of the fan, the orange of the path, the red of the verdict
        assert {(221, 231, 239), (163, 74, 0), (163, 18, 63)} <= colours
    assert b"/Lang" in body
    assert b"/StructTreeRoot" in body
    assert b"pdfuaid" in body
    assert b"D:20260611" in body


def test_a_mission_is_two_pages(installation: Installation, renderer: Renderer) -> None:
    with installation.store.read() as session:
        first, second = pages(pdf(brief(session, "uk-nhs", renderer, today=TODAY).note))
    assert "Being pursued" in first
    assert "Where each is heading" in second


def test_every_target_of_the_catalogue_fits_on_one_page(materials: dict[str, Material]) -> None:
    sheets = tuple(
        target_sheet(one, position=TODAY, today=TODAY, drawing=FRAME) for one in materials.values()
    )
    found, cut = set_here(cleaned(Note("All", "All", RECORDED.date(), targets=sheets)))
    assert (len(found), cut) == (126, 0)


def test_every_mission_of_the_catalogue_fits_on_two_pages(
    installation: Installation, materials: dict[str, Material]
) -> None:
    sheets = []
    with installation.store.read() as session:
        for record in catalogue.missions(session):
            own = [materials[id_] for id_ in targets_of(session, record.id)]
            entry = record.entry(MissionEntry)
            sheets.append(mission_sheet(entry, own, position=TODAY, today=TODAY, drawings={}))
    found, cut = set_here(cleaned(Note("All", "All", RECORDED.date(), missions=tuple(sheets))))
    assert (len(found), cut) == (72, 0)


def test_a_stocktake_begins_with_contents_that_name_the_pages(pack: Note) -> None:
    body = pdf(pack)
    text = pages(body)
    leading = len(text) - len(pack.targets)
    assert 1 <= leading <= 4
    numbers = "\n".join(text[:leading]).split()
    for place, sheet in enumerate(pack.targets, leading):
        assert sheet.title[:20] in text[place].replace("\n", " ")
        assert text[place].rstrip().endswith(f"{place + 1} / {len(text)}")
        assert str(place + 1) in numbers
    with pypdfium2.PdfDocument(body) as found:
        assert len(list(found.get_toc())) == len(pack.targets) + 1


def test_a_press_that_fails_or_takes_too_long_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = Note("A note", "Of nothing", None)
    broken = tmp_path / "broken.py"
    broken.write_text("import sys; sys.exit('no ink')")
    monkeypatch.setattr(press, "_WORKER", broken)
    with pytest.raises(PressFailed, match="no ink"):
        pdf(note)

    def never(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("press", 60)

    monkeypatch.setattr(subprocess, "run", never)
    with pytest.raises(PressSlow):
        pdf(note)
