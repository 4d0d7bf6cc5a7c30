"""How a judgement has moved: the gap, or the chance, at each date the target was judged as of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from service.charts.axes import moments_of, time_axis, value_axis, with_axes, x, y
from service.charts.labels import BOLD, text_width
from service.charts.scales import days, spread_apart
from service.charts.sheet import Layer, Sheet, Words, sheet, specification, texts, wrapped

_CLOSE = timedelta(days=20)
_SHORTEST = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Said:
    """What one judgement said: a value with its likely range, or a stretch where no point may be said.

    ``now`` is a second value of the same day, ``style`` the mark, ``text`` what stands beside it, ``word`` the
    verdict where it is worth a label.
    """

    day: date
    value: float | None
    low: float | None = None
    high: float | None = None
    now: float | None = None
    style: str = "expected-point"
    text: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """A chart of judgements over time, with finished texts.

    ``level`` is a line across the whole with its text; ``cuts`` are lines between verdicts.
    """

    words: Words
    said: tuple[Said, ...]
    gridlines: tuple[tuple[float, str], ...]
    low: float
    high: float
    level: tuple[float, str] | None = None
    cuts: tuple[tuple[float, str], ...] = ()
    now_text: str = ""
    value_text: str = ""
    spread_style: str = "spread"


def over_time(course: Course, width: int) -> dict[str, Any]:
    """The specification at a width."""
    page = _page(course, width)
    first, last = _window(course.said)
    moments, written = moments_of(first, last, page.plot_width)
    layers = with_axes(
        [*_ground(course), *_marks(course), *_labels(course, page, first, last)],
        time_axis(first, last, moments=moments, written=written, text=page.text),
        value_axis(course.low, course.high, course.gridlines, text=page.text),
    )
    rows = [
        {
            "day": one.day.isoformat(), "value": one.value, "low": one.low, "high": one.high, "now": one.now,
            "text": one.text, "word": one.word, "style": one.style,
        }
        for one in course.said
    ]  # fmt: skip
    return specification(page, layers, datasets={"said": rows})


def _page(course: Course, width: int) -> Sheet:
    left = round(max(text_width([text], 12.5) for _, text in course.gridlines)) + 12
    right = 96 if width < 440 else 132
    return sheet(course.words, width, plot_height=200 if width < 440 else 240, left=left, right=right)


def _window(said: Sequence[Said]) -> tuple[date, date]:
    first, last = said[0].day - _CLOSE, said[-1].day + _CLOSE
    short = _SHORTEST - (last - first)
    # One judgement alone still needs a stretch of time to stand in.
    return (first, last) if short <= timedelta(0) else (first - short / 2, last + short / 2)


def _ground(course: Course) -> list[Layer]:
    lines = [(value, "even") for value, _ in course.cuts]
    lines += [(course.level[0], "target-level")] if course.level is not None else []
    # The first layer carries both axes, whatever else is drawn.
    layers: list[Layer] = [
        {
            "data": {"name": "said"},
            "mark": {"type": "rule", "style": course.spread_style},
            "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
            "encoding": {"x": x(), "y": y("low"), "y2": {"field": "high"}},
        }
    ]
    layers += [
        {
            "data": {"values": [{"value": value}]},
            "mark": {"type": "rule", "style": style},
            "encoding": {"y": y()},
        }
        for value, style in lines
    ]
    return layers


def _marks(course: Course) -> list[Layer]:
    layers: list[Layer] = []
    for field, style in (("now", "now"), ("value", "expected")):
        runs = _runs(course.said, field)
        layers += [
            {
                "data": {"values": rows},
                "mark": {"type": "line", "style": style},
                "encoding": {"x": x(), "y": y()},
            }
            for rows in runs
            if len(rows) > 1
        ]
    if any(one.now is not None for one in course.said):
        layers.append(_points("now", "now-point", "isValid(datum.now)"))
    styles = dict.fromkeys(one.style for one in course.said if one.value is not None)
    layers += [
        _points("value", style, f"isValid(datum.value) && datum.style === '{style}'") for style in styles
    ]
    return layers


def _points(field: str, style: str, wanted: str) -> Layer:
    return {
        "data": {"name": "said"},
        "transform": [{"filter": wanted}],
        "mark": {"type": "point", "style": style},
        "encoding": {"x": x(), "y": y(field)},
    }


def _runs(said: Sequence[Said], field: str) -> list[list[dict[str, Any]]]:
    """Neighbouring values joined; where one is missing the line breaks."""
    found: list[list[dict[str, Any]]] = [[]]
    for one in said:
        value = getattr(one, field)
        if value is None:
            found.append([])
        else:
            found[-1].append({"day": one.day.isoformat(), "value": value})
    return found


def _labels(course: Course, page: Sheet, first: date, last: date) -> list[Layer]:
    """The newest values at the right edge, kept apart; texts beside marks where the verdict changed."""
    up = _pixels(course, page)
    newest = course.said[-1]
    wanted: list[tuple[float, str, str]] = []
    if newest.value is not None and newest.text:
        wanted.append((up(newest.value), newest.text, "label-expected"))
    elif newest.low is not None and newest.high is not None and newest.text:
        wanted.append((up((newest.low + newest.high) / 2), newest.text, "label-expected"))
    if newest.now is not None and course.now_text:
        wanted.append((up(newest.now), course.now_text, "label-measured"))
    if course.level is not None:
        wanted.append((up(course.level[0]), course.level[1], "label-required"))
    wanted += [(up(value), text, "label-required") for value, text in course.cuts]
    broken = [
        (at, wrapped(text, page.right - 12, page.text, share=BOLD), style)
        for at, text, style in sorted(wanted)
    ]
    line = page.text * 1.25
    centres = spread_apart([(at, len(lines) * line + 4) for at, lines, _ in broken], -4, page.plot_height + 8)
    layers: list[Layer] = []
    for centre, (_, lines, style) in zip(centres, broken, strict=True):
        top = centre - (len(lines) - 1) * line / 2
        rows = [
            {"x": page.plot_width + 8, "y": round(top + line * number, 1), "text": text}
            for number, text in enumerate(lines)
        ]
        layers += texts(rows, style)
    return [*layers, *_changes(course, page, first, last)]


def _pixels(course: Course, page: Sheet) -> Any:
    span = course.high - course.low
    return lambda value: round((course.high - value) / span * page.plot_height, 1)


def _clear(level: float, course: Course, up: Any) -> bool:
    """Whether a text at this height stands on no line between verdicts."""
    return all(abs(level - up(value)) > 10 for value, _ in course.cuts)


def _changes(course: Course, page: Sheet, first: date, last: date) -> list[Layer]:
    """Words above marks where the verdict is new, left out where two would meet."""
    across, up = days(first, last, 0, page.plot_width), _pixels(course, page)
    rows: list[dict[str, Any]] = []
    edge = -1e9
    for before, one in pairwise((None, *course.said)):
        if one is None or not one.word or (before is not None and before.word == one.word):
            continue
        at = one.value if one.value is not None else one.high
        if at is None:
            continue
        place, half = across(one.day.toordinal()), text_width([one.word], page.text) / 2
        place = min(max(place, half), page.plot_width - half)
        if place - half < edge:
            continue
        foot = one.low if one.value is None and one.low is not None else at
        levels = [up(at) - 16, up(foot) + 18, up(at) - 32]
        clear = [level for level in levels if 8 < level < page.plot_height - 6 and _clear(level, course, up)]
        level = (clear or levels)[0]
        rows.append({"x": round(place, 1), "y": level, "text": one.word})
        edge = place + half + 6
    return [*texts(rows, "halo", align="center"), *texts(rows, "label-measured", align="center")]
