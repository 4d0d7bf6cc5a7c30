"""Odd names and very long texts: each format prints them as they are, and a page stays a page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import html5lib
import pypdfium2
import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from service.board.case import Case
from service.briefing import press
from service.briefing.gathering import Material
from service.briefing.html import html
from service.briefing.markdown import escaped, markdown
from service.briefing.note import Note, TargetSheet
from service.briefing.plain import address, cleaned, printable, shortened
from service.briefing.press import document, font_folders
from service.briefing.target_sheet import target_sheet
from service.store.records import ReleaseRecord
from tests.service.board.conftest import RECORDED

MARGIN = 45
SIGNS = "#*_`~$@\\<>&|[](){}!\"'=+-–.:;/^%§\n\t \u202e\u200f\x00\x1b"
OTHERS = "aé漢字😀👩‍👩‍👧\u0645\u0631\u062d\u0628\u0627\u05e9\u05dc\u05d5\u05dd\U0001d54fß1"
odd = st.text(st.sampled_from(SIGNS + OTHERS), min_size=1, max_size=60)
AWKWARD = (
    "#strong[x] $a$ *b* _c_ `d` @e <f> // g /* h */ \\ ~",
    "<script>alert(1)</script> & &amp; </style> ]]>",
    "1. a\n- b\n# c\n> d | e [f](javascript:g) ![h](i) http://j.k www.l.m",
    "\u0645\u0631\u062d\u0628\u0627 \u202eabc \u05e9\u05dc\u05d5\u05dd 漢字 😀👩‍👩‍👧 \x00\x1b",
)
RELEASE = ReleaseRecord(
    "r", "Publisher", "Title", date(2026, 6, 11), "2026-06-11", "javascript:alert(1)", RECORDED
)


def sheet_of(case: Case, text: str) -> TargetSheet:
    """The page of a target in which everything anybody may write is this text."""
    target = replace(case.target, title=text, wording=text, owner=text, citation=text, notes=text, url=text)
    indicator = (
        None
        if case.indicator is None
        else replace(case.indicator, title=text, definition=text, publisher=text)
    )
    odd_case = replace(
        case, target=target, indicator=indicator, area=text, mission=replace(case.mission, title=text)
    )
    found = case.assessment
    if found is not None:
        findings = tuple(replace(one, message=text) for one in found.findings)
        odd_case = replace(odd_case, assessment=replace(found, findings=findings))
    release = replace(RELEASE, publisher=text, title=text)
    return target_sheet(
        Material(odd_case, {}, (release,)),
        position=date(2026, 6, 11),
        today=date(2026, 6, 11),
        drawing="<svg viewBox='0 0 760 400'></svg>",
    )


def note_of(*sheets: TargetSheet) -> Note:
    return cleaned(Note(sheets[0].title, "A subject", date(2026, 6, 11), targets=sheets))


def seen(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@given(text=odd)
@example(text=AWKWARD[0])
@example(text=AWKWARD[1])
@example(text=AWKWARD[2])
@example(text=AWKWARD[3])
@settings(max_examples=40)
def test_html_says_it_and_runs_nothing(case_for: Callable[..., Case], text: str) -> None:
    note = note_of(sheet_of(case_for("off"), text))
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page = parser.parse(html(note))
    assert page.findall(".//script") == []
    headings = page.findall(".//h1")
    assert [seen("".join(one.itertext())) for one in headings] == [seen(note.title)]
    for link in page.iter("a"):
        assert link.get("href", "").startswith(("http://", "https://"))


@given(text=odd)
@example(text=AWKWARD[0])
@example(text=AWKWARD[1])
@example(text=AWKWARD[2])
@example(text=AWKWARD[3])
@settings(max_examples=60)
def test_markdown_says_it_and_marks_nothing_up(text: str) -> None:
    plain = printable(text)
    read = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"])
    for written, tag in ((f"# {escaped(plain)}", "h1"), (escaped(plain), "p")):
        page = html5lib.parseFragment(read.render(written), namespaceHTMLElements=False)
        blocks = list(page)
        if not plain:
            continue
        assert [block.tag for block in blocks] == [tag], written
        assert len(list(blocks[0])) == 0, written
        assert seen("".join(blocks[0].itertext())) == seen(plain)
    row = read.render(f"| a | b |\n| --- | --- |\n| {escaped(plain)} | c |")
    cells = html5lib.parseFragment(row, namespaceHTMLElements=False).findall(".//td")
    assert len(cells) == 2
    assert seen("".join(cells[0].itertext())) == seen(plain)


def set_here(note: Note) -> tuple[list[str], int]:
    compiler = typst.Compiler(
        str(Path(press.__file__).with_name("templates") / "briefing.typ"),
        sys_inputs={"note": json.dumps(document(note))},
        font_paths=font_folders(),
        ignore_system_fonts=True,
    )
    body = compiler.compile(format="pdf")
    assert isinstance(body, bytes)
    with pypdfium2.PdfDocument(body) as found:
        text = [page.get_textpage().get_text_range() for page in found]
        for page in found:
            read = page.get_textpage()
            rightmost = max(read.get_rect(place)[2] for place in range(read.count_rects()))
            assert rightmost < page.get_width() - MARGIN, "a line runs off the page"
    return text, len(json.loads(compiler.query("<cut>")))


@given(texts=st.lists(odd, min_size=4, max_size=4))
@example(texts=list(AWKWARD))
@settings(max_examples=8)
def test_pdf_says_it_on_one_page_each(case_for: Callable[..., Case], texts: list[str]) -> None:
    sheets = [
        replace(sheet_of(case_for(id_), text), id=f"t{place}")
        for place, (id_, text) in enumerate(zip(("off", "met", "blank", "homes"), texts, strict=True))
    ]
    pages, cut = set_here(note_of(*sheets))
    assert (len(pages), cut) == (4, 0)


@pytest.mark.parametrize(
    "word", ["Word ", "Donaudampfschiffahrt" * 40, "漢", "\u0645\u0631\u062d\u0628\u0627 "]
)
def test_a_page_stays_a_page_however_long_the_texts(case_for: Callable[..., Case], word: str) -> None:
    sheets = [
        sheet_of(case_for(id_), word * (8000 // len(word) + 1)) for id_ in ("off", "none", "missed", "parts")
    ]
    pages, cut = set_here(note_of(*sheets))
    assert (len(pages), cut) == (4, 0)


def test_the_child_process_sets_what_no_font_has(case_for: Callable[..., Case]) -> None:
    """A sign without a glyph is no reason to give no page."""
    body = press.pdf(note_of(sheet_of(case_for("off"), "𓀀 漢字 \ue000 \U0001f9ff")))
    with pypdfium2.PdfDocument(body) as found:
        assert len(found) == 1


def test_the_markdown_of_a_whole_note_reads_as_written(case_for: Callable[..., Case]) -> None:
    note = note_of(sheet_of(case_for("off"), AWKWARD[2]))
    read = MarkdownIt("commonmark").enable("table").render(markdown(note))
    page = html5lib.parseFragment(read, namespaceHTMLElements=False)
    assert seen("".join(page.findall("h1")[0].itertext())) == seen(note.title)
    assert len(page.findall("h1")) == 1
    assert page.findall(".//img") == []
    assert len(page.findall(".//table")) == 1


@given(st.text(max_size=400), st.integers(2, 60))
@settings(max_examples=60)
def test_what_is_shortened_has_room_and_keeps_its_beginning(text: str, room: int) -> None:
    found = shortened(text, room)
    assert len(found) <= room
    assert printable(text).startswith(found.rstrip("…").rstrip())


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("https://www.gov.uk/a?b=c#d", True),
        ("javascript:alert(1)", False),
        ("//gov.uk", False),
        ("https://a b", False),
        ('https://a"onclick=b', False),
        ("", False),
    ],
)
def test_only_pages_elsewhere_are_linked(given_: str, kept: bool) -> None:
    assert address(given_) == (given_ if kept else "")
