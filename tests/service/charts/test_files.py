"""Charts as files: an SVG that stands by itself, a PNG with its words inside."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

import psutil  # type: ignore[import-untyped]
import pytest
from PIL import Image

from service.charts.figure import Figure
from service.charts.frame import Size
from service.charts.lettering import lettered
from service.charts.png import with_text
from service.charts.renderer import Renderer
from service.charts.sheet import Words, blank, for_drawing, sheet
from service.charts.svg import standalone
from service.charts.theme import Theme, config, drawing
from service.charts.trajectory import trajectory

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with Renderer(limit=60) as running:
        yield running


def drawn(renderer: Renderer, figure: Figure, width: int = 480) -> bytes:
    spec = trajectory(figure, Size.fitting(width), tick_text=lambda value, _: f"{value:g}", width=width)
    svg = renderer.svg(for_drawing(spec), drawing(Theme.LIGHT))
    return standalone(svg, title="A & B", description="<said>", width=width, height=400)


def test_the_same_chart_gives_the_same_bytes(renderer: Renderer, figure: Figure) -> None:
    first = drawn(renderer, figure)
    renderer.svg({"mark": "point", "data": {"values": [{}]}}, {})
    assert drawn(renderer, figure) == first


def test_labels_have_paper_under_their_letters(renderer: Renderer, figure: Figure) -> None:
    root = ElementTree.fromstring(drawn(renderer, figure))
    texts = [text for text in root.iter(f"{SVG}text") if text.get("stroke")]
    assert texts
    assert {text.get("paint-order") for text in texts} == {"stroke"}
    # Each label stands once, where the specification has it twice.
    assert sum("61.4%" in "".join(text.itertext()) for text in root.iter(f"{SVG}text")) == 1


def test_words_that_look_like_markup_stay_words(renderer: Renderer, figure: Figure) -> None:
    root = ElementTree.fromstring(drawn(renderer, figure))
    assert (root[0].text, root[1].text) == ("A & B", "<said>")


def test_pixels_carry_their_words(renderer: Renderer, figure: Figure) -> None:
    made = with_text(renderer.pixels(drawn(renderer, figure), scale=1), {"Title": "Wähle – 1", "Source": ""})
    picture = Image.open(io.BytesIO(made))
    picture.load()
    assert picture.width == 480
    assert picture.info["Title"] == "Wähle – 1"
    assert "Source" not in picture.info
    picture = Image.open(io.BytesIO(made))
    picture.verify()


def test_a_chunk_is_sealed_by_its_sum() -> None:
    plain = io.BytesIO()
    Image.new("RGB", (2, 2)).save(plain, "PNG")
    made = with_text(plain.getvalue(), {"Title": "x"})
    start = made.index(b"iTXt")
    length = int.from_bytes(made[start - 4 : start], "big")
    seal = int.from_bytes(made[start + 4 + length : start + 8 + length], "big")
    assert seal == zlib.crc32(made[start : start + 4 + length])


def test_a_process_that_holds_too_much_is_replaced_by_a_warm_one(figure: Figure) -> None:
    with Renderer(limit=60, memory=1) as running:
        point = {"mark": "point", "data": {"values": [{}]}}
        running.svg(point, {})
        # What the drawing thread does next is done before it answers this.
        first = running._thread.submit(lambda: running.pid).result(60)
        running.svg(point, {})
        second = running._thread.submit(lambda: running.pid).result(60)
        assert first is not None
        assert second not in (None, first)
    with Renderer(limit=60) as running:
        running.svg(point, {})
        kept = running.pid
        running.svg(point, {})
        assert running.pid == kept
        assert psutil.Process(kept).memory_info().rss < 300 * 1024 * 1024
    assert figure.title


@pytest.mark.parametrize("width", [320, 640, 1200])
def test_an_empty_chart_says_why(width: int) -> None:
    import altair

    words = Words("A target: no verdict. Nothing measures it", "What, where", "", "Source: somebody.")
    spec = blank(words, width, "There is nothing to draw yet.")
    altair.LayerChart.from_dict({**spec, "config": config(Theme.LIGHT)}, validate=True)
    said = [row["text"] for layer in spec["layer"] for row in layer["data"]["values"]]
    assert "There is nothing to draw yet." in " ".join(said)
    assert spec["width"] + spec["padding"]["left"] + spec["padding"]["right"] == width


def test_long_words_are_broken_to_the_width() -> None:
    page = sheet(Words("W" * 200, "s" * 300, "", "x" * 400), 320, plot_height=100)
    assert len(page.title) > 1
    assert all(len(line) * page.title_size * 0.53 <= 320 for line in page.title)
    assert page.height == page.top + 100 + page.foot


def test_labels_are_set_where_vega_would_set_them(renderer: Renderer, figure: Figure) -> None:
    spec = for_drawing(trajectory(figure, Size.WIDE, tick_text=lambda value, _: f"{value:g}"))
    theme = drawing(Theme.LIGHT)
    rest, letters = lettered(spec, theme)
    assert letters
    assert not [layer for layer in rest["layer"] if layer["mark"]["type"] == "text"]
    ours = {one.text: one.attributes for one in letters}
    root = ElementTree.fromstring(renderer.svg(spec, theme))
    edge = spec["padding"]
    compared = 0
    for text in root.iter(f"{SVG}text"):
        said = "".join(text.itertext())
        if said not in ours or len(text):
            continue
        x, y = (float(part) for part in text.get("transform", "").removeprefix("translate(")[:-1].split(","))
        found = ours[said]["transform"].removeprefix("translate(")[:-1].split(",")
        assert [float(part) for part in found] == pytest.approx([x + edge["left"], y + edge["top"]], abs=0.6)
        for name in ("text-anchor", "font-size", "fill", "font-family"):
            assert text.get(name) == ours[said][name], name
        assert text.get("font-weight", "normal") == ours[said].get("font-weight", "normal")
        compared += 1
    assert compared >= 3
