"""When a target is first reached: the chance of having reached it by each period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from service.charts.axes import moments_of, time_axis, value_axis, with_axes, x, y
from service.charts.labels import BOLD, Box, place, text_width
from service.charts.scales import days
from service.charts.sheet import Layer, Sheet, Words, sheet, specification, texts, wrapped

_SHARES = ((0.0, "0%"), (0.25, "25%"), (0.5, "50%"), (0.75, "75%"), (1.0, "100%"))


@dataclass(frozen=True, slots=True)
class Reached:
    """The chance of having reached the target by the end of a period: ``low`` and ``high`` where only a stretch
    may be said, else twice the same; ``shown`` as it is written."""

    start: date
    end: date
    low: float
    high: float
    period: str
    shown: str

    @property
    def exact(self) -> bool:
        """Whether a number may be said."""
        return self.high - self.low < 1e-9


@dataclass(frozen=True, slots=True)
class Arrival:
    """The distribution of the date of attainment, with finished texts.

    ``due`` is the target's own day; ``marks`` are dates by which the target is reached with a chance, with what
    is said of each; ``never_text`` is said at the end of the horizon.
    """

    words: Words
    reached: tuple[Reached, ...]
    due: date | None
    due_text: str
    marks: tuple[tuple[date, float, str], ...]
    never_text: str


def attainment(arrival: Arrival, width: int) -> dict[str, Any]:
    """The specification at a width."""
    right = 84 if width < 440 else 132
    page = sheet(arrival.words, width, plot_height=200 if width < 440 else 240, left=48, right=right)
    first = arrival.reached[0].start
    last = max(arrival.reached[-1].end, arrival.due or first)
    moments, written = moments_of(first, last, page.plot_width)
    rows = [
        {
            "start": one.start.isoformat(), "end": one.end.isoformat(), "low": one.low, "high": one.high,
            "foot": 0.0 if one.exact else one.low, "period": one.period, "shown": one.shown, "exact": one.exact,
        }
        for one in arrival.reached
    ]  # fmt: skip
    layers = with_axes(
        [*_steps(arrival), *_due(arrival), *_points(arrival), *_labels(arrival, page, first, last)],
        time_axis(first, last, moments=moments, written=written, text=page.text),
        value_axis(0.0, 1.0, _SHARES, text=page.text),
    )
    return specification(page, layers, datasets={"reached": rows})


def _steps(arrival: Arrival) -> list[Layer]:
    """A column over each period, and where only a stretch may be said, no more than that stretch."""
    kinds = (
        [(True, "fan80")]
        if all(one.exact for one in arrival.reached)
        else [(True, "fan80"), (False, "fan95")]
    )
    across = {"x": x("start"), "x2": {"field": "end"}}
    layers: list[Layer] = [
        {
            "data": {"name": "reached"},
            "transform": [{"filter": f"datum.exact === {str(exact).lower()}"}],
            "mark": {"type": "rect", "style": style},
            "encoding": {**across, "y": y("foot"), "y2": {"field": "high"}},
        }
        for exact, style in kinds
    ]
    top = {
        "data": {"name": "reached"},
        "transform": [{"filter": "datum.exact === true"}],
        "mark": {"type": "rule", "style": "expected"},
        "encoding": {**across, "y": y("high")},
    }
    return [*layers, top]


def _due(arrival: Arrival) -> list[Layer]:
    if arrival.due is None:
        return []
    return [
        {
            "data": {"values": [{"day": arrival.due.isoformat()}]},
            "mark": {"type": "rule", "style": "due"},
            "encoding": {"x": x()},
        }
    ]


def _points(arrival: Arrival) -> list[Layer]:
    if not arrival.marks:
        return []
    rows = [{"day": day.isoformat(), "chance": chance, "text": text} for day, chance, text in arrival.marks]
    return [
        {
            "data": {"values": rows},
            "mark": {"type": "point", "style": "expected-point"},
            "encoding": {"x": x(), "y": y("chance")},
        }
    ]


def _labels(arrival: Arrival, page: Sheet, first: date, last: date) -> list[Layer]:
    across = days(first, last, 0, page.plot_width)
    line = page.text * 1.25
    halves: list[tuple[float, float, tuple[str, ...], str, str]] = []
    if arrival.due is not None and arrival.due_text:
        halves.append(_due_label(across(arrival.due.toordinal()), arrival.due_text, page))
    for day, chance, text in arrival.marks:
        at, level = across(day.toordinal()), max((1 - chance) * page.plot_height - 8, 6)
        # To the left of its mark, where the curve has not been yet, or right of it where that is taken.
        left, right = (
            (at - 10, level, (text,), "right", "label-expected"),
            (at + 10, level + 16, (text,), "left", "label-expected"),
        )
        fits = at - text_width([text], page.text) - 10 >= 0 and not _meets(left, halves, page)
        if fits or at + text_width([text], page.text) + 10 <= page.plot_width:
            halves.append(left if fits else right)
    halves += _stretches(arrival, page, first, last)
    if arrival.never_text:
        end = (1 - arrival.reached[-1].high) * page.plot_height
        lines = wrapped(arrival.never_text, page.right - 12, page.text, share=BOLD)
        top = min(max(end - line * (len(lines) - 1) / 2, 14), page.plot_height - line * (len(lines) - 1))
        halves.append((page.plot_width + 8, top, lines, "left", "label-quiet"))
    layers: list[Layer] = []
    taken: list[Box] = []
    for at, level, lines, align, style in halves:
        box = place(at, level, align=align, lines=lines, size=page.text).box
        # What is said of the target's own day always stands; the others make room.
        if style != "label-required" and at <= page.plot_width and any(box.meets(one) for one in taken):
            continue
        taken.append(box)
        rows = [
            {"x": round(at, 1), "y": round(level + line * number, 1), "text": text}
            for number, text in enumerate(lines)
        ]
        if at <= page.plot_width:
            layers += texts(rows, "halo", align=align)
        layers += texts(rows, style, align=align)
    return layers


_Text = tuple[float, float, tuple[str, ...], str, str]


def _due_label(at: float, text: str, page: Sheet) -> _Text:
    """Beside its line on the side that has room, in two lines where one is too long for both."""
    head, _, rest = text.partition(" ")
    for lines in ((text,), (head, rest)):
        wide = max(map(len, lines)) * page.text * BOLD + 6
        if at + wide <= page.plot_width:
            return at + 6, 8, lines, "left", "label-required"
        if at - wide >= 0:
            return at - 6, 8, lines, "right", "label-required"
    return at - 6, 8, (head, rest), "right", "label-required"


def _meets(text: _Text, others: Sequence[_Text], page: Sheet) -> bool:
    boxes = [place(at, y, align=align, lines=lines, size=page.text).box for at, y, lines, align, _ in others]
    at, y, lines, align, _ = text
    box = place(at, y, align=align, lines=lines, size=page.text).box
    return any(box.meets(other) for other in boxes)


def _stretches(
    arrival: Arrival, page: Sheet, first: date, last: date
) -> list[tuple[float, float, tuple[str, ...], str, str]]:
    """What may be said where no number may: once over each run of such periods."""
    across = days(first, last, 0, page.plot_width)
    found: list[tuple[float, float, tuple[str, ...], str, str]] = []
    for shown, run in groupby(arrival.reached, key=lambda one: "" if one.exact else one.shown):
        spans = list(run)
        left, right = across(spans[0].start.toordinal()), across(spans[-1].end.toordinal())
        if not shown or right - left < text_width([shown], page.text):
            continue
        level = (
            (1 - spans[0].high) * page.plot_height - 9 if spans[0].low == 0 else page.plot_height * 0.1 + 10
        )
        found.append((left + 4, level, (shown,), "left", "label-quiet"))
    return found
