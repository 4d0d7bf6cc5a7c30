"""What the page of one calibration shows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.api.routes.calibration_decisions import job_of
from service.board.analyst_view import Names
from service.board.bars import Bar, bar
from service.board.english import analyst
from service.board.english import calibration_page as words
from service.board.facts import Fact
from service.operations.recalibration.changing import Change
from service.operations.recalibration.depending import depending_targets
from service.store.calibration_records import Action, CalibrationRecord, State
from service.store.reads.calibrations import backtest_of, champion, events_of
from service.store.reads.catalogue import targets

if TYPE_CHECKING:
    from sqlmodel import Session

_MOST_EVENTS = 20
_CONFIRMING, _CHOOSING = "confirming", "choosing"


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure of both sides, finished."""

    name: str
    champion: str
    challenger: str
    difference: str
    p: str
    says: str


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a model counts."""

    name: str
    bar: Bar
    share: str


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """What a declared rule says of a challenger."""

    text: str
    promotes: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalibrationView:
    """One calibration, finished. ``version`` is that of the champion's place as it is shown."""

    id: int
    name: str
    heading: str
    title: str
    state: str
    statement: str
    tried: str
    rules: tuple[RuleSaid, ...]
    about: tuple[Fact, ...]
    targets: tuple[tuple[str, str], ...]
    by_horizon: tuple[Compared, ...]
    overall: tuple[Compared, ...]
    every: tuple[tuple[str, tuple[Compared, ...]], ...]
    choosing: tuple[Compared, ...]
    weights: tuple[Weight, ...]
    events: tuple[Fact, ...]
    open: bool
    in_use: bool
    version: int
    job: str

    @property
    def address(self) -> str:
        """Its page."""
        return f"/analyst/calibrations/{self.id}"

    @property
    def contents(self) -> tuple[tuple[str, str], ...]:
        """The sections with their names."""
        return tuple(words.SECTION.items())


def calibration_view(session: Session, record: CalibrationRecord) -> CalibrationView:
    """The page of a calibration as a session sees it."""
    data = record.data
    backtest = json.loads(backtest_of(session, record.id) or "{}")
    place = record.indicator_id, record.area
    standing = champion(session, place)
    version = 0 if standing is None else standing.version
    in_use = standing is not None and standing.calibration_id == record.id
    title, area = Names.of(session).series(record)
    depending = depending_targets(session, place)
    titles = {one.id: str(one.data["title"]) for one in targets(session, ids=depending)} if depending else {}
    measures = backtest.get("measures", ())
    confirming = [one for one in measures if one["part"] == _CONFIRMING]
    return CalibrationView(
        record.id,
        data["words"],
        words.HEADING.format(title=title, area=area),
        words.TITLE.format(id=record.id, name=data["words"]),
        analyst.STATES[record.state],
        data["statement"],
        words.TRIED_ONE if record.tried <= 1 else words.TRIED.format(count=record.tried),
        tuple(RuleSaid(one["text"], bool(one["promote"]), tuple(one["reasons"])) for one in data["rules"]),
        _about(record, data),
        tuple((id_, titles[id_]) for id_ in depending if id_ in titles),
        tuple(_compared(words.horizons(one), one) for one in confirming if one["measure"] == "crps"),
        _overall(confirming),
        tuple(
            (name, tuple(_compared(words.horizons(one), one) for one in confirming if one["measure"] == key))
            for key, name in words.MEASURES.items()
        ),
        _overall([one for one in measures if one["part"] == _CHOOSING]),
        _weights(data["calibration"]),
        tuple(
            Fact(analyst.when(one.at), words.event(one))
            for one in events_of(session, record.indicator_id, area=record.area)[:_MOST_EVENTS]
        ),
        record.state is State.CHALLENGER,
        in_use,
        version,
        job_of(Change(place, Action.PROMOTED, None, None, version - 1)) if in_use and depending else "",
    )


def _overall(lines: Sequence[Mapping[str, Any]]) -> tuple[Compared, ...]:
    return tuple(
        _compared(words.MEASURES.get(one["measure"], one["measure"]), one)
        for one in lines
        if one["from"] is None
    )


def _compared(name: str, line: Mapping[str, Any]) -> Compared:
    return Compared(
        name,
        words.value(line["measure"], line["champion"]),
        words.value(line["measure"], line["challenger"]),
        words.difference(line),
        words.chance(line["p_adjusted"]),
        words.verdict(line),
    )


def _weights(choices: Mapping[str, Any]) -> tuple[Weight, ...]:
    names = choices["models"]
    held = dict(choices["weights"])
    given = {name: float(held.get(name, 1.0)) for name in names}
    total = sum(given.values()) or 1.0
    return tuple(
        Weight(name, bar(weight / total, "expected"), f"{weight / total:.0%}")
        for name, weight in given.items()
    )


def _about(record: CalibrationRecord, data: Mapping[str, Any]) -> tuple[Fact, ...]:
    choices, held, origins = data["calibration"], data["data"], data["origins"]
    facts = [
        (words.REASON, record.reason),
        (words.BY, analyst.BY.format(who=record.created_by, date=analyst.when(record.created_at))),
        (words.AGAINST, data["champion"]),
        (words.MODELS, ", ".join(choices["models"]) or words.ENGINE_MODELS),
        (words.SCALE, analyst.SCALES.get(choices["scale"], choices["scale"])),
        (words.SINCE, _labels([choices["since"]])),
        (words.EXCLUDED, _labels(choices["excluded"])),
        (words.BREAKS, _labels(choices["breaks"])),
        (words.DRIVERS, ", ".join(f"{one['indicator']} (−{one['lag']})" for one in choices["regressors"])),
        (words.SPREAD, _spread(choices["spread"])),
        (words.SEED, str(data["settings"]["seed"])),
        (words.DATA, _figures(held)),
        (words.ORIGINS, words.footings(origins["footings"])),
        (words.ENGINE, f"engine {record.engine}, Headway {record.code_version}"),
        (words.RUN, record.run),
    ]
    if record.decided_at is not None:
        facts.append(
            (
                words.DECISION,
                analyst.decided(
                    analyst.when(record.decided_at), record.decided_by or "", record.decision or ""
                ),
            )
        )
    return tuple(Fact(name, text) for name, text in facts if text)


def _labels(periods: Sequence[Mapping[str, Any] | None]) -> str:
    return ", ".join(str(one["label"]) for one in periods if one)


def _spread(spread: Mapping[str, Any]) -> str:
    named = analyst.SPREADS.get(spread["constants"], "")
    factor = float(spread["factor"])
    return ", ".join(part for part in (named, f"× {factor:g}" if factor != 1 else "") if part)


def _figures(held: Mapping[str, Any]) -> str:
    there, compared = held["areas"], held["series"]
    areas = "1 area" if compared == 1 else f"{compared:,} areas"
    if held["area"] is None and compared < there:
        areas = f"{compared:,} of {there:,} areas, evenly spread by code"
    return f"{held['observations']:,} figures in {areas}, the newest of {held['latest_period']['label']}"
