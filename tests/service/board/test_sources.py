"""What holds of the files themselves: no words in templates, the same colours everywhere, enough contrast."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import nodes

from service.board import assets
from service.board.rendering import environment
from service.charts.tokens import DARK, LIGHT

BOARD = Path(assets.__file__).parent
CSS = (BOARD / "static" / "headway.css").read_text(encoding="utf-8")
VERDICTS = ("on", "uncertain", "off")


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9]+): (#[0-9a-f]{3,6})", block))


def schemes() -> dict[str, dict[str, str]]:
    light = re.search(r":root \{(.*?)\n\}", CSS, re.DOTALL)
    dark = re.search(r"@media \(prefers-color-scheme: dark\) \{\s*:root \{(.*?)\n  \}", CSS, re.DOTALL)
    assert light
    assert dark
    return {"light": tokens(light[1]), "dark": {**tokens(light[1]), **tokens(dark[1])}}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("template", sorted(path.name for path in (BOARD / "templates").glob("*.html")))
def test_templates_hold_markup_and_no_words(template: str) -> None:
    source = (BOARD / "templates" / template).read_text(encoding="utf-8")
    tree = environment().parse(source)
    written = "".join(
        part.data
        for output in tree.find_all(nodes.Output)
        for part in output.nodes
        if isinstance(part, nodes.TemplateData)
    )
    words = re.sub(r"<[^>]*>?|[^<]*>", " ", written)
    assert re.findall(r"[A-Za-z]{2,}", words) == []


def test_the_style_sheet_and_the_charts_have_the_same_colours() -> None:
    found = schemes()
    assert {name: found["light"][name] for name in LIGHT} == dict(LIGHT)
    assert {name: found["dark"][name] for name in DARK} == dict(DARK)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_on_paper_and_on_bands(scheme: str) -> None:
    colours = schemes()[scheme]
    for ground in ("paper", "band"):
        for name in ("ink", "ink2", "ink3", "link", "expected", "required", *VERDICTS):
            assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_that_carry_meaning_stand_out_from_the_fan(scheme: str) -> None:
    colours = schemes()[scheme]
    for ground in ("paper", "fan50", "fan80", "fan95"):
        for name in ("ink", "expected", "required"):
            assert contrast(colours[name], colours[ground]) >= 2.95, (name, ground)


def test_every_class_of_the_templates_and_charts_has_a_style() -> None:
    used = set()
    for path in [
        *BOARD.rglob("*.html"),
        *BOARD.rglob("sprite.svg"),
        *BOARD.parent.joinpath("charts").glob("*.py"),
    ]:
        for names in re.findall(r'class="([^"{}]*)"', path.read_text(encoding="utf-8")):
            used |= set(names.split())
    # Named for the sake of the reader of the markup, or of a test.
    unstyled = {name for name in used if f".{name}" not in CSS} - {"picture", "rows", "what"}
    assert unstyled == set()
