"""The large chart of a target, drawn in the child process and kept: its page and its briefing show the same one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b

from service.board.case import Case
from service.board.english import charting
from service.charts.figure import Figure
from service.charts.frame import Size
from service.charts.kept import Kept
from service.charts.lettering import lettered
from service.charts.renderer import Renderer
from service.charts.sheet import for_drawing
from service.charts.svg import embedded
from service.charts.theme import Theme, drawing
from service.charts.trajectory import trajectory

Ticks = Callable[[float, bool], str]
"""Writes the gridlines of a chart."""
# A drawing takes 50 milliseconds and some ten kilobytes.
_kept: Kept[str] = Kept(256)


def tick_writer(case: Case) -> Ticks:
    """Writes the gridlines of a chart of this target."""
    return lambda value, topmost: charting.tick(case, value, topmost=topmost)


def drawings(asked: Sequence[tuple[Figure, Ticks, Size]], renderer: Renderer) -> list[str]:
    """Each figure at its size, as an SVG element that takes its colours from where it stands.

    All or none are drawn. Raises a ChartUnavailable.
    """
    specs = [
        for_drawing(trajectory(figure, size, tick_text=ticks, titled=False)) for figure, ticks, size in asked
    ]
    keys = [_key(spec, figure, size) for spec, (figure, _, size) in zip(specs, asked, strict=True)]
    found = {key: held for key in keys if (held := _kept.get(key)) is not None}
    theme = drawing(Theme.PAGE)
    wanted = [
        (key, *lettered(spec, theme), figure, size)
        for key, spec, (figure, _, size) in zip(keys, specs, asked, strict=True)
        if key not in found
    ]
    jobs = [{"spec": spec, "config": theme, "format": "svg"} for _, spec, *_ in wanted]
    drawn = renderer.draw(jobs) if jobs else []
    for picture, (key, _, letters, figure, size) in zip(drawn, wanted, strict=True):
        found[key] = embedded(picture.decode(), figure, size, letters)
        _kept.put(key, found[key])
    return [found[key] for key in keys]


def _key(spec: Mapping[str, object], figure: Figure, size: Size) -> str:
    said = json.dumps([spec, figure.title, figure.description, size.title], sort_keys=True)
    return blake2b(said.encode(), digest_size=16).hexdigest()
