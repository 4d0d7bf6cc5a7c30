"""The page on which a target is set: the form as it was filled in, and what came of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from forecasting.findings import Severity
from forecasting.indicators import Direction
from forecasting.setting.proposal import Chance, Proposal
from service.board.english import dates
from service.board.english import set_target as words
from service.board.english.chances import OVER_NINE_TENTHS, UNDER_TENTH
from service.board.english.findings import when
from service.board.english.numbers import signed
from service.board.english.quantities import Quantities
from service.board.english.units import unit_of
from service.charts.rail import rail

_LARGE = 10_000
_SIDES = {UNDER_TENTH: (0.0, 0.1), OVER_NINE_TENTHS: (0.9, 1.0)}


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Form:
    """What was filled in, with what there is to choose from. ``problem`` says what is wrong with it."""

    indicators: tuple[Choice, ...]
    areas: tuple[Choice, ...] = ()
    indicator: str = ""
    area: str = ""
    by: str = ""
    value: str = ""
    since: str = ""
    better: str = ""
    totals: bool = False
    undirected: bool = False
    problem: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class LadderLine:
    """One rung: the chance, the value, the pace, who ever moved so fast."""

    chance: str
    rail: str
    value: str
    pace: str
    precedent: str


@dataclass(frozen=True, slots=True)
class WayLine:
    """One way; ``family`` is set on the first of its family."""

    family: str
    title: str
    value: str
    chance: str
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of plain cells."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beware:
    """A caution with its weight in a word."""

    weight: str
    text: str


@dataclass(frozen=True)
class SetTargetView:
    """Everything the template prints about a proposal. A section without lines is left out."""

    title: str
    say: str
    lead: str
    ask: str
    caption: str
    ladder: tuple[LadderLine, ...]
    reason: str
    span: str
    meaning_title: str
    meaning: tuple[str, ...]
    meaning_rail: str
    ways: tuple[WayLine, ...]
    paces: tuple[Line, ...]
    paces_caption: str
    path_title: str
    path_why: str
    path: tuple[Line, ...]
    beware: tuple[Beware, ...]
    facts: tuple[tuple[str, str], ...]
    sources: tuple[str, ...] = field(default=())

    @property
    def precedents(self) -> bool:
        """Whether any rung has a precedent to tell."""
        return any(line.precedent for line in self.ladder)

    @property
    def contents(self) -> list[tuple[str, str]]:
        """The sections that are there, with their names."""
        there: Mapping[str, bool] = {
            "ladder": True,
            "chart": True,
            "meaning": bool(self.meaning),
            "ways": bool(self.ways),
            "paces": bool(self.paces),
            "path": bool(self.path),
            "beware": True,
            "more": True,
        }
        return [(key, name) for key, name in words.SECTION.items() if there[key]]


def quantities_of(found: Proposal) -> Quantities:
    """How the figures of a proposal are printed."""
    return Quantities(unit_of(found.unit), found.decimals)


def set_target_view(found: Proposal, *, area: str) -> SetTargetView:
    """The view of a proposal; ``area`` is the name of its area."""
    print_ = quantities_of(found)
    due = found.resolved.label if found.window_start is None else found.asked.label
    ask = words.AT_LEAST if found.direction.sign > 0 else words.AT_MOST
    even = next((rung for rung in found.ladder if rung.asked == 0.5), None)
    standing = words.standing(print_.measured(found.latest_value), when(found.latest_period), area)
    meaning = found.meaning
    return SetTargetView(
        title=found.title or found.indicator,
        say=words.finding(f"{ask} {eased(even.stated, found.direction, print_)}", due)
        if even is not None
        else found.reason_text,
        lead=standing,
        ask=ask,
        caption=words.LADDER_CAPTION.format(ask=ask),
        ladder=_ladder(found, print_),
        reason=found.reason_text,
        span="" if found.span is None else found.span.text,
        meaning_title=""
        if meaning is None
        else f"{ask[0].upper()}{ask[1:]} {print_.required(meaning.value)} by {due}",
        meaning=() if meaning is None else meaning.sentences,
        meaning_rail="" if meaning is None or meaning.chance is None else _rail(meaning.chance),
        ways=_ways(found, print_),
        paces=_paces(found, print_),
        paces_caption=""
        if found.compared is None
        else words.PACES_CAPTION.format(count=found.compared.areas + 1, noun=found.compared.noun),
        path_title="" if found.path is None else print_.required(found.path.towards),
        path_why="" if found.path is None else found.path.why,
        path=_path(found, print_),
        beware=(
            *(Beware(words.WEIGHTS[item.severity], item.message) for item in found.cautions),
            Beware(words.WEIGHTS[Severity.INFO], found.caveat),
        ),
        facts=_facts(found, print_),
        sources=tuple(dict.fromkeys(way.source for way in found.ways if way.source)),
    )


def _ladder(found: Proposal, print_: Quantities) -> tuple[LadderLine, ...]:
    return tuple(
        LadderLine(
            chance=f"{rung.asked:.0%}"
            if rung.chance.low is None
            else f"{rung.asked:.0%} ({rung.chance.shown})",
            rail=_rail(rung.chance),
            value=eased(rung.stated, found.direction, print_),
            pace="" if rung.pace is None else pace_of(rung.pace),
            precedent="" if rung.precedence is None else rung.precedence.sentence,
        )
        for rung in found.ladder
    )


def _rail(chance: Chance) -> str:
    """Where the chance lies: a dot, or a bar where only a stretch may be said."""
    if chance.low is not None and chance.high is not None:
        return rail(chance.low, chance.high)
    if chance.shown in _SIDES:
        return rail(*_SIDES[chance.shown])
    return rail(chance.probability, chance.probability)


def eased(value: float, direction: Direction, print_: Quantities) -> str:
    """A value of a ladder with no more digits than it can bear: three of a large count, rounded to the easier side."""
    if abs(value) < _LARGE:
        return print_.measured(value)
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 2)
    near = math.floor if direction.sign > 0 else math.ceil
    return print_.expected(near(value / step) * step, step)


def on_the_way(value: float, print_: Quantities) -> str:
    """A value of a path that is ours: three digits of a large count."""
    if abs(value) < _LARGE:
        return print_.measured(value)
    return print_.expected(value, 10.0 ** (math.floor(math.log10(abs(value))) - 2))


def pace_of(value: float) -> str:
    """A change a year with its sign."""
    size = abs(value)
    if size >= _LARGE:
        step = 10.0 ** (math.floor(math.log10(size)) - 2)
        return signed(round(value / step) * step, 0)
    return signed(value, 0 if size >= 100 else 1 if size >= 1 else 2)


def _shown(chance: Chance | None) -> str:
    return "" if chance is None else chance.shown


def _ways(found: Proposal, print_: Quantities) -> tuple[WayLine, ...]:
    lines, family = [], ""
    for way in found.ways:
        first = way.family != family
        family = way.family
        lines.append(
            WayLine(
                words.FAMILIES[family] if first else "",
                way.title,
                "" if way.stated is None else print_.measured(way.stated),
                _shown(way.chance),
                " ".join(_sentence(note) for note in way.notes),
            )
        )
    return tuple(lines)


def _sentence(note: str) -> str:
    text = f"{note[0].upper()}{note[1:]}"
    return text if text.endswith(".") else f"{text}."


def _paces(found: Proposal, print_: Quantities) -> tuple[Line, ...]:
    return tuple(
        Line(
            (
                f"{pace.percentile:.0%} of them",
                pace_of(pace.pace),
                print_.measured(pace.value) if pace.within else "outside its bounds",
                _shown(pace.chance),
            )
        )
        for pace in found.paces
    )


def _path(found: Proposal, print_: Quantities) -> tuple[Line, ...]:
    if found.path is None:
        return ()
    return tuple(
        Line((point.period.label, on_the_way(point.value, print_), _shown(point.chance) or words.NO_CHANCE))
        for point in found.path.points
    )


def _facts(found: Proposal, print_: Quantities) -> tuple[tuple[str, str], ...]:
    facts = [(words.START, f"{print_.measured(found.start_value)} {when(found.start_period)}")]
    compared = found.compared
    if compared is not None and compared.best_value is not None and compared.middle_value is not None:
        text = words.compared(
            compared.areas,
            compared.noun,
            best_area=compared.best_area or "",
            best=print_.measured(compared.best_value),
            middle=print_.measured(compared.middle_value),
            place=compared.place or 0,
        )
        facts.append((words.COMPARED, text))
    if found.record:
        facts.append((words.RECORD, found.record))
    if found.engine:
        made = words.ENGINE_VALUE.format(engine=found.engine, date=dates.day(found.as_of))
        facts.append((words.ENGINE, made))
    facts.append((words.API, words.API_VALUE))
    return tuple(facts)
