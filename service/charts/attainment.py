"""When a target is first reached: the chance of having reached it by each period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from service.charts.axes import moments_of, time_axis, value_axis, with_axes, x, y
from service.charts.labels import text_width
from service.charts.scales import days
from service.charts.sheet import Layer, Sheet, Words, sheet, specification, texts, wrapped

_SHARES = ((0.0, "0%"), (0.25, "25%"), (0.5, "50%"), (0.75, "75%"), (1.0, "100%"))


@dataclass(frozen=True, slots=True)
class Reached:
    """The chance of having reached the target by the end of a period."""

    start: date
    end: date
    chance: float
    period: str


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
        {"day": first.isoformat(), "chance": 0.0, "period": ""},
        *(
            {"day": one.end.isoformat(), "chance": one.chance, "period": one.period}
            for one in arrival.reached
        ),
    ]
    layers = with_axes(
        [*_steps(), *_due(arrival), *_points(arrival), *_labels(arrival, page, first, last)],
        time_axis(first, last, moments=moments, written=written, text=page.text),
        value_axis(0.0, 1.0, _SHARES, text=page.text),
    )
    return specification(page, layers, datasets={"reached": rows})


def _steps() -> list[Layer]:
    return [
        {
            "data": {"name": "reached"},
            "mark": {"type": "area", "style": "step-area"},
            "encoding": {"x": x(), "y": y("chance")},
        },
        {
            "data": {"name": "reached"},
            "mark": {"type": "line", "style": "step"},
            "encoding": {"x": x(), "y": y("chance")},
        },
    ]


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
    for day, chance, text in arrival.marks:
        at, level = across(day.toordinal()), (1 - chance) * page.plot_height
        wide = text_width([text], page.text)
        # To the left of its mark where the curve has not been yet, unless the sheet ends there.
        align = "right" if at - wide - 10 >= 0 else "left"
        shift = -10 if align == "right" else 10
        halves.append((at + shift, max(level - 8, 6), (text,), align, "label-expected"))
    if arrival.due is not None and arrival.due_text:
        at = across(arrival.due.toordinal())
        wide = text_width([arrival.due_text], page.text)
        align = "left" if at + wide + 6 < page.plot_width + page.right else "right"
        halves.append((at + (6 if align == "left" else -6), -6, (arrival.due_text,), align, "label-required"))
    if arrival.never_text:
        end = (1 - arrival.reached[-1].chance) * page.plot_height
        lines = wrapped(arrival.never_text, page.right - 12, page.text)
        top = min(max(end - line * (len(lines) - 1) / 2, 14), page.plot_height - line * (len(lines) - 1))
        halves.append((page.plot_width + 8, top, lines, "left", "label-quiet"))
    layers: list[Layer] = []
    for at, level, lines, align, style in halves:
        rows = [
            {"x": round(at, 1), "y": round(level + line * number, 1), "text": text}
            for number, text in enumerate(lines)
        ]
        if at <= page.plot_width:
            layers += texts(rows, "halo", align=align)
        layers += texts(rows, style, align=align)
    return layers
