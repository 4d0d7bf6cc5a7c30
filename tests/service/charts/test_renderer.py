"""The drawing process: real drawings, limits, and a life after its death."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import psutil  # type: ignore[import-untyped]
import pytest

from service.charts.errors import ChartRefused, ChartUnavailable, RendererBusy, RendererSlow, RendererStopped
from service.charts.figure import Figure
from service.charts.frame import Size
from service.charts.renderer import Renderer
from service.charts.svg import embedded
from service.charts.theme import Theme, config
from service.charts.trajectory import trajectory

POINT = {"data": {"values": [{"a": 1}]}, "mark": "point"}


def worker(running: Renderer) -> psutil.Process:
    assert running.pid is not None
    return psutil.Process(running.pid)


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with Renderer(limit=60) as running:
        yield running


@pytest.mark.parametrize("size", Size)
def test_the_chart_is_drawn_and_made_ready_for_a_page(renderer: Renderer, figure: Figure, size: Size) -> None:
    spec = trajectory(figure, size, tick_text=lambda value, _: f"{value:g}", titled=False)
    drawing = embedded(renderer.svg(spec, config(Theme.PAGE)), figure, size)
    root = ElementTree.fromstring(drawing)
    assert root.get("viewBox") == f"0 0 {size.total_width} {size.total_height}"
    assert root.get("role") == "img"
    assert root[0].text == figure.title
    assert root[1].text == figure.description
    texts = "".join(root.itertext())
    assert "92% needed" in texts
    assert "61.4%" in texts
    # Colours are the page's own, so that one drawing serves light, dark and print.
    assert "var(--required)" in drawing
    assert "#a34a00" not in drawing
    assert "style=" not in drawing
    assert "aria-" not in drawing
    assert "id=" not in drawing
    assert len(drawing) < 24_000


def test_a_picture_is_drawn_too(renderer: Renderer, figure: Figure) -> None:
    spec = trajectory(figure, Size.MEDIUM, tick_text=lambda value, _: f"{value:g}")
    assert renderer.png(spec, config(Theme.LIGHT), scale=1).startswith(b"\x89PNG")


def test_the_engine_lives_in_the_child_alone(renderer: Renderer) -> None:
    import sys

    renderer.svg(POINT, {})
    assert "vl_convert" not in sys.modules
    assert worker(renderer).is_running()


def test_a_specification_that_cannot_be_drawn_is_refused_and_the_next_is_drawn(renderer: Renderer) -> None:
    with pytest.raises(ChartRefused, match="cannot be drawn"):
        renderer.svg({"mark": "squiggle"}, {})
    assert renderer.svg(POINT, {}).startswith("<svg")


def test_nothing_is_fetched(renderer: Renderer) -> None:
    far = {"data": {"url": "http://127.0.0.1:9/none.csv"}, "mark": "point"}
    with pytest.raises(ChartRefused):
        renderer.svg(far, {})


def test_a_killed_process_is_replaced() -> None:
    with Renderer(limit=60) as running:
        running.svg(POINT, {})
        drawing_process = worker(running)
        drawing_process.kill()
        drawing_process.wait(10)
        assert running.svg(POINT, {}).startswith("<svg")
        assert running.pid != drawing_process.pid


def test_a_process_that_dies_in_the_middle_is_reported(figure: Figure) -> None:
    running = Renderer(limit=60)
    running.svg(POINT, {})
    drawing_process = worker(running)
    drawing_process.suspend()
    with ThreadPoolExecutor(1) as other:
        drawing = other.submit(running.svg, POINT, {})
        time.sleep(0.2)
        drawing_process.kill()
        with pytest.raises(RendererStopped):
            drawing.result(30)
    running.close()


def test_one_that_takes_too_long_is_given_up_and_the_next_is_drawn() -> None:
    running = Renderer(limit=60)
    running.svg(POINT, {})
    drawing_process = worker(running)
    drawing_process.suspend()
    running._limit = 0.2
    with pytest.raises(RendererSlow):
        running.svg(POINT, {})
    running._limit = 60
    assert running.svg(POINT, {}).startswith("<svg")
    assert not drawing_process.is_running()
    running.close()


def test_no_more_wait_than_may_wait() -> None:
    running = Renderer(limit=30, waiting=1)
    running.svg(POINT, {})
    drawing_process = worker(running)
    drawing_process.suspend()
    with ThreadPoolExecutor(1) as other:
        first = other.submit(running.svg, POINT, {})
        time.sleep(0.2)
        with pytest.raises(RendererBusy):
            running.svg(POINT, {})
        drawing_process.resume()
        assert first.result(30).startswith("<svg")
    running.close()


def test_it_is_renewed_after_some_drawings() -> None:
    with Renderer(limit=60, renew_after=2) as running:
        running.svg(POINT, {})
        first = running.pid
        running.svg(POINT, {})
        running.svg(POINT, {})
        assert running.pid != first


def test_closing_ends_the_process_and_refuses_more() -> None:
    running = Renderer(limit=60)
    running.svg(POINT, {})
    drawing_process = worker(running)
    running.close()
    assert running.pid is None
    assert not drawing_process.is_running()
    with pytest.raises(ChartUnavailable):
        running.svg(POINT, {})
