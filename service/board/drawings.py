"""The large chart of a target at its three sizes, drawn in the child process."""

from __future__ import annotations

from collections.abc import Callable

from service.board.case import Case
from service.board.english import charting
from service.charts.figure import Figure
from service.charts.frame import Size
from service.charts.renderer import Renderer
from service.charts.svg import embedded
from service.charts.theme import Theme, config
from service.charts.trajectory import trajectory


def tick_writer(case: Case) -> Callable[[float, bool], str]:
    """Writes the gridlines of a chart of this target."""
    return lambda value, topmost: charting.tick(case, value, topmost=topmost)


def drawings(case: Case, figure: Figure, renderer: Renderer) -> str:
    """The chart at every size, for a page to show the one that fits. Raises a ChartUnavailable."""
    write = tick_writer(case)
    jobs = [
        {
            "spec": trajectory(figure, size, tick_text=write, titled=False),
            "config": config(Theme.PAGE),
            "format": "svg",
        }
        for size in Size
    ]
    drawn = renderer.draw(jobs)
    return "".join(
        embedded(picture.decode(), figure, size) for picture, size in zip(drawn, Size, strict=True)
    )
