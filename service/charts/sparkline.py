"""The small chart of a row: history, required path and fan as lean inline SVG.

Coordinates are whole half-pixels and paths are relative, so that a chart takes two kilobytes and
hundreds of them fit on one page. Colours and line styles come from the page's style sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import TypeVar

from service.charts.figure import HIGH, HIGHEST, LOW, LOWER, LOWEST, MIDDLE, UPPER, Figure
from service.charts.labels import Box, around, best, sampled
from service.charts.scales import Scale, days, extent, spread_apart
from service.charts.thinning import RunKind, corners, runs, thin

# Two units are one pixel of a chart drawn at its natural width of 350 pixels.
WIDTH, HEIGHT = 700, 252
_LEFT, _RIGHT, _TOP, _BOTTOM = 10, 498, 26, 208
_LABELS_FROM = _RIGHT + 18
_BASELINE = 244
_LINE, _TEXT, _HALF = 29, 23, 8
_MOST_POINTS, _MOST_FAN = 72, 14
_CLASS = {RunKind.FULL: "c-m", RunKind.ASIDE: "c-a", RunKind.EARLIER: "c-e"}
_BANDS = (("c-95", LOWEST, HIGHEST), ("c-80", LOW, HIGH), ("c-50", LOWER, UPPER))
_SINGLE_POINTS = 9

Point = tuple[float, float]
T = TypeVar("T")


def sparkline(figure: Figure) -> str:
    """Draw a figure as one ``<svg>`` with a title and a description."""
    across = days(figure.since, figure.last_day, _LEFT, _RIGHT)
    low, high = extent(figure)
    up = Scale(low, high, _BOTTOM, _TOP)
    parts = [
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(figure.title, quote=False)}</title><desc>{escape(figure.description, quote=False)}</desc>",
        *_bands(figure, across),
        f'<path class="c-x" d="M{_LEFT} {_BOTTOM + 2}H{_RIGHT}"/>',
        *_fan(figure, across, up),
        *_required(figure, across, up),
        *_supposed(figure, across, up),
        *_measured(figure, across, up),
        *_marks(figure, across, up),
        *_labels(figure, across, up),
        *_years(figure),
        "</svg>",
    ]
    return "".join(parts)


def path(points: Iterable[Point]) -> str:
    """A line through points, in whole units, as the shortest relative path."""
    whole = [(round(x), round(y)) for x, y in points]
    steps = [(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(whole)]
    moves = [number for step in steps if step != (0, 0) for number in step]
    # A minus sign parts two numbers as well as a space does.
    text = "".join(str(number) if number < 0 else f" {number}" for number in moves)
    return f"M{whole[0][0]} {whole[0][1]}l{text.lstrip()}"


def _bands(figure: Figure, across: Scale) -> list[str]:
    drawn = []
    for kind, span in [*(("c-b", band) for band in figure.bands), ("c-h", figure.silence)]:
        if span is None or span.end < figure.since:
            continue
        start, end = across(span.start.toordinal()), across(span.end.toordinal())
        if end - start >= 2:
            drawn.append(f'<path class="{kind}" d="M{start:.0f} {_TOP}H{end:.0f}V{_BOTTOM}H{start:.0f}z"/>')
    return drawn


def _fan(figure: Figure, across: Scale, up: Scale) -> list[str]:
    points = _fewer(figure.fan, _MOST_FAN)
    if not points:
        return []
    start: list[Point] = []
    if figure.latest is not None and figure.latest.day < points[0].day:
        start = [(across(figure.latest.day.toordinal()), up(figure.latest.value))]
    xs = [across(point.day.toordinal()) for point in points]
    drawn = []
    for name, bottom, top in _BANDS:
        upper = [(x, up(point.values[top])) for x, point in zip(xs, points, strict=True)]
        lower = [(x, up(point.values[bottom])) for x, point in zip(xs, points, strict=True)]
        drawn.append(f'<path class="{name}" d="{path([*start, *upper, *reversed(lower)])}z"/>')
    middle = [(x, up(point.values[MIDDLE])) for x, point in zip(xs, points, strict=True)]
    drawn.append(f'<path class="c-f" d="{path([*start, *middle])}"/>')
    return drawn


def _fewer(points: Sequence[T], limit: int) -> list[T]:
    if len(points) <= limit:
        return list(points)
    last = len(points) - 1
    return [points[round(index * last / (limit - 1))] for index in range(limit)]


def _required(figure: Figure, across: Scale, up: Scale) -> list[str]:
    line = [
        (across(point.day.toordinal()), up(point.value))
        for point in figure.required
        if point.day >= figure.since
    ]
    return [f'<path class="c-r" d="{path(corners(line))}"/>'] if len(line) > 1 else []


def _supposed(figure: Figure, across: Scale, up: Scale) -> list[str]:
    """The middle of the course under a scenario, from the newest figure on: dotted, never taken for the forecast."""
    line = [
        (across(point.day.toordinal()), up(point.value)) for point in _fewer(figure.supposed, _MOST_POINTS)
    ]
    latest = figure.latest
    if latest is not None and line and latest.day < figure.supposed[0].day:
        line.insert(0, (across(latest.day.toordinal()), up(latest.value)))
    return [f'<path class="c-s" d="{path(line)}"/>'] if len(line) > 1 else []


def _measured(figure: Figure, across: Scale, up: Scale) -> list[str]:
    shown = figure.shown()
    drawn = []
    for run in runs(shown):
        share = max(3, round(_MOST_POINTS * len(run.points) / max(len(shown), 1)))
        line = [(across(point.day.toordinal()), up(point.value)) for point in thin(run.points, share)]
        if len(line) == 1:
            drawn.append(_dot("c-p", line[0], 5))
        else:
            drawn.append(f'<path class="{_CLASS[run.kind]}" d="{path(line)}"/>')
    if len(shown) <= _SINGLE_POINTS:
        drawn += [
            _dot("c-o", (across(point.day.toordinal()), up(point.value)), 5) for point in shown if point.open
        ]
    return drawn


def _dot(name: str, at: Point, radius: int) -> str:
    return f'<circle class="{name}" cx="{at[0]:.0f}" cy="{at[1]:.0f}" r="{radius}"/>'


def _marks(figure: Figure, across: Scale, up: Scale) -> list[str]:
    drawn = [
        _diamond("c-d", across(mark.day.toordinal()), up(mark.value), 8)
        for mark in figure.milestones
        if mark.day >= figure.since
    ]
    latest = figure.latest
    if latest is not None and latest.day >= figure.since:
        name = "c-o" if latest.open else "c-p"
        drawn.append(_dot(name, (across(latest.day.toordinal()), up(latest.value)), 6))
    if figure.target is not None:
        drawn.append(_diamond("c-t", across(figure.target.day.toordinal()), up(figure.target.value), 9))
    return drawn


def _diamond(name: str, x: float, y: float, size: int) -> str:
    return f'<path class="{name}" d="M{x:.0f} {y - size:.0f}l{size} {size}-{size} {size}-{size}-{size}z"/>'


def _labels(figure: Figure, across: Scale, up: Scale) -> list[str]:
    """The labels at the right edge, kept apart, and the newest value beside its point."""
    wanted = []
    if figure.target is not None and figure.target_lines and not figure.is_past:
        wanted.append((up(figure.target.value), "t-r", figure.target_lines[0]))
    if figure.fan and figure.expected_lines:
        wanted.append((up(figure.fan[-1].values[MIDDLE]), "t-f", figure.expected_lines[0]))
    if figure.supposed and figure.supposed_text:
        wanted.append((up(figure.supposed[-1].value), "t-f", figure.supposed_text))
    wanted.sort(key=lambda item: item[0])
    centres = spread_apart([(y, _LINE) for y, _, _ in wanted], 0, _BOTTOM + 8)
    drawn = [
        f'<text class="{name}" x="{_LABELS_FROM}" y="{centre + _HALF:.0f}">{escape(text, quote=False)}</text>'
        for centre, (_, name, text) in zip(centres, wanted, strict=True)
    ]
    taken = [Box(_LABELS_FROM - 4, centre - _LINE / 2, WIDTH + 60, centre + _LINE / 2) for centre in centres]
    canvas = Canvas(figure, across, up)
    if figure.is_past and figure.target is not None and figure.target_lines:
        at = (across(figure.target.day.toordinal()), up(figure.target.value))
        text, box = canvas.beside(at, figure.target_lines[0], "t-r", taken)
        drawn.append(text)
        taken.append(box)
    latest = figure.latest
    if latest is not None and figure.latest_text and latest.day >= figure.since:
        at = (across(latest.day.toordinal()), up(latest.value))
        drawn.append(canvas.beside(at, figure.latest_text, "t-m", taken)[0])
    return drawn


class Canvas:
    """The lines already drawn, for labels to keep clear of."""

    def __init__(self, figure: Figure, across: Scale, up: Scale) -> None:
        days = [(point.day, point.value) for point in thin(figure.shown(), _MOST_POINTS)]
        path = [(point.day, point.value) for point in figure.required if point.day >= figure.since]
        middle = [(point.day, point.values[MIDDLE]) for point in figure.fan]
        middle += [(point.day, point.value) for point in figure.supposed]
        self._covered = [
            point
            for line in (days, path, middle)
            for point in sampled([(across(day.toordinal()), up(value)) for day, value in line], 9)
        ]

    def beside(self, at: Point, text: str, name: str, taken: Sequence[Box]) -> tuple[str, Box]:
        """A label beside a point where it covers least, and the box it fills."""
        places = around(*at, lines=[text], size=_TEXT, gap=12)
        place = best(places, lines=self._covered, taken=taken, frame=Box(0, 0, WIDTH, _BOTTOM + 6))
        anchor = {"center": ' text-anchor="middle"', "right": ' text-anchor="end"', "left": ""}[place.align]
        written = escape(text, quote=False)
        label = (
            f'<text class="{name} t-h" x="{place.x:.0f}" y="{place.y + _HALF:.0f}"{anchor}>{written}</text>'
        )
        return label, place.box


def _years(figure: Figure) -> list[str]:
    return [
        f'<text class="t-x" x="{_LEFT}" y="{_BASELINE}">{escape(figure.first_text, quote=False)}</text>',
        f'<text class="t-x" x="{_RIGHT}" y="{_BASELINE}" text-anchor="end">{escape(figure.last_text, quote=False)}</text>',
    ]
