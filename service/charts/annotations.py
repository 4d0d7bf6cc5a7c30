"""The marks and words on top of the large chart: target, milestones, breaks, gap, labels."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from service.charts.figure import MIDDLE, Figure, Mark, MeasuredPoint
from service.charts.frame import PIXELS, Frame, Size, in_pixels
from service.charts.labels import BOLD, LINE, Box, Place, Point, around, best, place, sampled
from service.charts.scales import spread_apart

Layer = dict[str, Any]
_BRACKET = 8


@dataclass(frozen=True, slots=True)
class Label:
    """A text ready to be drawn."""

    place: Place
    lines: tuple[str, ...]
    style: str
    halo: bool = True


def annotation_layers(figure: Figure, frame: Frame, *, halos: bool) -> list[Layer]:
    """Everything drawn over the lines, in order.

    ``halos`` lays every label inside the drawing on a strip of paper; a page does that by its style
    sheet, which is cheaper to draw.
    """
    labels = [*_edge_labels(figure, frame), *_inner_labels(figure, frame)]
    return [
        *_breaks(figure, frame),
        *_points(figure, frame),
        *_bracket(figure, frame),
        *(_texts([label for label in labels if label.halo], frame, halo=True) if halos else ()),
        *_texts(labels, frame, halo=False),
    ]


def _points(figure: Figure, frame: Frame) -> list[Layer]:
    latest = figure.latest
    found = [
        ("milestone", [(mark.day, mark.value) for mark in figure.milestones if mark.day >= frame.first]),
        (
            "latest" if latest is None or not latest.open else "open",
            [] if latest is None or latest.day < frame.first else [(latest.day, latest.value)],
        ),
        ("target", [] if figure.target is None else [(figure.target.day, figure.target.value)]),
    ]
    return [
        {
            "data": {"values": [{"day": day.isoformat(), "value": value} for day, value in marks]},
            "mark": {"type": "point", "style": style},
            "encoding": {
                "x": {"field": "day", "type": "temporal"},
                "y": {"field": "value", "type": "quantitative"},
            },
        }
        for style, marks in found
        if marks
    ]


def _breaks(figure: Figure, frame: Frame) -> list[Layer]:
    shown = [mark for mark in figure.breaks if frame.first < mark.day < frame.last]
    if not shown:
        return []
    return [
        {
            "data": {"values": [{"day": mark.day.isoformat()} for mark in shown]},
            "mark": {"type": "rule", "style": "break"},
            "encoding": {"x": {"field": "day", "type": "temporal"}},
        }
    ]


def _bracket(figure: Figure, frame: Frame) -> list[Layer]:
    """The projected gap as a bracket between target and median, right of the drawing."""
    if figure.target is None or not figure.fan or not figure.gap_lines:
        return []
    top, bottom = frame.y(figure.target.value), frame.y(figure.fan[-1].values[MIDDLE])
    if abs(top - bottom) < 6:
        return []
    x = frame.width + _BRACKET
    strokes = [(x, top, x + 4, top), (x + 4, top, x + 4, bottom), (x, bottom, x + 4, bottom)]
    return [
        {
            "data": {"values": [dict(zip(PIXELS, stroke, strict=True)) for stroke in strokes]},
            "mark": {"type": "rule", "style": "gap"},
            "encoding": in_pixels(ends=True),
        }
    ]


def _edge_labels(figure: Figure, frame: Frame) -> list[Label]:
    """Target, gap, median and range at the right edge, in the order of their values, kept apart."""
    size = frame.size
    wanted: list[tuple[float, tuple[str, ...], str]] = []
    if figure.target is not None and figure.target_lines and not figure.is_past:
        wanted.append((frame.y(figure.target.value), figure.target_lines, "label-required"))
    if figure.fan:
        middle = frame.y(figure.fan[-1].values[MIDDLE])
        if figure.expected_lines:
            wanted.append((middle, figure.expected_lines, "label-expected"))
        if figure.gap_lines and figure.target is not None:
            wanted.append(((middle + frame.y(figure.target.value)) / 2, figure.gap_lines, "label-measured"))
        if figure.range_lines and size is Size.WIDE:
            far = frame.y(figure.fan[-1].values[1 if figure.target is None or _above(figure) else 5])
            wanted.append((far, figure.range_lines, "label-quiet"))
    if size is Size.NARROW:
        wanted = [(y, lines[:1], style) for y, lines, style in wanted]
    wanted = [
        (y, _fitted(lines, frame), style) for y, lines, style in sorted(wanted, key=lambda item: item[0])
    ]
    height = size.text * LINE
    centres = spread_apart(
        [(y, len(lines) * height + 5) for y, lines, _ in wanted], -frame.top + 2, frame.height + 18
    )
    x = frame.width + _BRACKET + 10
    return [
        Label(place(x, centre, align="left", lines=lines, size=size.text), lines, style, halo=False)
        for centre, (_, lines, style) in zip(centres, wanted, strict=True)
    ]


def _fitted(lines: tuple[str, ...], frame: Frame) -> tuple[str, ...]:
    """The lines as given where they fit beside the drawing, else broken anew."""
    characters = int((frame.right - _BRACKET - 10) / (frame.size.text * BOLD))
    if all(len(line) <= characters for line in lines):
        return lines
    return tuple(textwrap.wrap(" ".join(lines), max(characters, 6), break_long_words=False))


def _above(figure: Figure) -> bool:
    return figure.target is not None and figure.target.value >= figure.fan[-1].values[MIDDLE]


Wish = tuple[list[Place], tuple[str, ...], str]
"""Places a label may stand in, its lines, and its style."""


def _inner_labels(figure: Figure, frame: Frame) -> list[Label]:
    """Labels beside the marks, each where it covers least; the first asked for choose first."""
    canvas = Box(-4, -6, frame.width + 6, frame.height)
    lines = _obstacles(figure, frame)
    labels: list[Label] = []
    for places, text, style in (*_at_points(figure, frame), *_over_time(figure, frame)):
        taken = [label.place.box for label in labels]
        labels.append(Label(best(places, lines=lines, taken=taken, frame=canvas), text, style))
    return labels


def _at_points(figure: Figure, frame: Frame) -> Iterator[Wish]:
    """The target where it lies in the past, the newest figure, milestones."""
    size = frame.size
    if figure.is_past and figure.target is not None and figure.target_lines:
        lines = figure.target_lines[: 1 if size is Size.NARROW else 2]
        yield _around(frame, figure.target, lines), lines, "label-required"
    latest = figure.latest
    if latest is not None and figure.latest_text and latest.day >= frame.first:
        yield _around(frame, latest, (figure.latest_text,)), (figure.latest_text,), "label-measured"
    if size is Size.WIDE:
        for mark in figure.milestones:
            if mark.day >= frame.first and mark.text:
                yield _around(frame, mark, (mark.text,)), (mark.text,), "label-required"


def _over_time(figure: Figure, frame: Frame) -> Iterator[Wish]:
    """Exceptional periods, breaks, and the path itself."""
    size = frame.size
    for band in frame.bands:
        wrapped = textwrap.wrap(band.text, 12)
        text = (wrapped[0].rstrip(","),) if wrapped and size is Size.NARROW else tuple(wrapped[:2])
        if text:
            middle = (frame.x(band.start) + frame.x(band.end)) / 2
            yield _column(middle, frame, text, ("center",)), text, "label-quiet"
    if size is not Size.NARROW:
        for mark in figure.breaks:
            text = tuple(textwrap.wrap(mark.text, 22, max_lines=2, placeholder="…"))
            if text and frame.first < mark.day < frame.last:
                yield _column(frame.x(mark.day), frame, text, ("right", "left")), text, "label-quiet"
    if size is Size.WIDE and figure.path_text and len(figure.required) > 1:
        yield _along(figure, frame), (figure.path_text,), "label-required"


def _around(frame: Frame, mark: Mark | MeasuredPoint, lines: Sequence[str]) -> list[Place]:
    return around(frame.x(mark.day), frame.y(mark.value), lines=lines, size=frame.size.text)


def _column(x: float, frame: Frame, lines: Sequence[str], aligns: Sequence[str]) -> list[Place]:
    """Places in a column over time, at the bottom, the top and then between."""
    half = len(lines) * frame.size.text * LINE / 2 + 4
    levels = [frame.height - half, half, *(frame.height * share for share in (0.8, 0.2, 0.65, 0.35, 0.5))]
    shift = {"right": -5.0, "left": 5.0, "center": 0.0}
    return [
        place(x + shift[align], level, align=align, lines=lines, size=frame.size.text)
        for level in levels
        for align in aligns
    ]


def _along(figure: Figure, frame: Frame) -> list[Place]:
    """Places beside the required path, from its middle outwards."""
    points = [point for point in figure.required if point.day >= frame.first]
    found = []
    for share in (0.4, 0.55, 0.25, 0.7, 0.1):
        point = points[min(int(share * len(points)), len(points) - 1)]
        found += around(
            frame.x(point.day), frame.y(point.value), lines=[figure.path_text], size=frame.size.text
        )[:6]
    return found


def _obstacles(figure: Figure, frame: Frame) -> list[Point]:
    """Points along every line that a label should not cover."""
    lines = [
        [(frame.x(point.day), frame.y(point.value)) for point in figure.shown()],
        [(frame.x(point.day), frame.y(point.value)) for point in figure.required if point.day >= frame.first],
        [(frame.x(point.day), frame.y(point.values[MIDDLE])) for point in figure.fan],
    ]
    marks = [
        frame_point
        for mark in figure.milestones
        for frame_point in [(frame.x(mark.day), frame.y(mark.value))]
    ]
    return [point for line in lines for point in sampled(line)] + marks * 6


def _texts(labels: Sequence[Label], frame: Frame, *, halo: bool) -> list[Layer]:
    """One layer for each style and alignment, because every layer costs the reader time."""
    layers: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for label in labels:
        # A text of several lines hangs from its first, so it starts half of the others higher.
        top = label.place.y - (len(label.lines) - 1) * frame.size.text * LINE / 2
        row = {"x": round(label.place.x, 1), "y": round(top, 1), "text": list(label.lines)}
        layers.setdefault(("halo" if halo else label.style, label.place.align), []).append(row)
    return [
        {
            "data": {"values": rows},
            "mark": {
                "type": "text",
                "style": style,
                "align": align,
                "fontSize": frame.size.text,
                "lineHeight": round(frame.size.text * LINE, 1),
            },
            "encoding": in_pixels(ends=False) | {"text": {"field": "text"}},
        }
        for (style, align), rows in layers.items()
    ]
