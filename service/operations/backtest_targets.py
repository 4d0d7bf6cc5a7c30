"""Past targets judged as of earlier days, on what was known then: cases to look at, never a calibration claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from forecasting.assessment import Assessment
from forecasting.engine import EngineSettings
from forecasting.judging.judge import judge
from forecasting.judging.record import record_for
from forecasting.targets import Kind
from forecasting.verdicts import Verdict
from service.operations.cases import TargetCase, cases_for
from service.operations.constants import engine_of
from service.operations.domain import due_of
from service.operations.installation import Installation

Progress = Callable[[int, int], None]

STATEMENT = (
    "Cases to look at. So few targets, on so few indicators, show nothing about calibration: "
    "that is what the record of the engine is for."
)
_JOINT = (Kind.ALL_OF, Kind.ANY_OF, Kind.DERIVED)
_SETTLED = (Verdict.MET, Verdict.MISSED)


@dataclass(frozen=True, eq=False)
class LookedBack:
    """A target as it was known on an earlier day, and what the engine says of it."""

    item: TargetCase
    said: Assessment
    day: date


@dataclass(frozen=True, slots=True)
class PastCase:
    """What would have been said of a past target on an earlier day, and what became of it."""

    target_id: str
    title: str
    mission_id: str
    indicator_id: str
    as_of: date
    due: date
    knowledge: str
    verdict: str
    probability: float | None
    shown: str
    reason: str | None
    met: bool


def past_cases(
    installation: Installation,
    wanted: Sequence[str] = (),
    *,
    mission: str | None = None,
    progress: Progress | None = None,
) -> list[PastCase]:
    """Every target whose outcome is known, judged at each 31 December between its announcement and its date.

    Raises TargetUnknown or MissionUnknown.
    """
    engine = engine_of(installation).settings
    today = cases_for(installation, targets_wanted=list(wanted) or None, mission=mission)
    asked = [item for item in today if not wanted or item.entry.id in wanted]
    resolved = {
        item.entry.id: (item, said.verdict is Verdict.MET)
        for item, said in _judged(asked, engine)
        if said.verdict in _SETTLED
    }
    days = {name: days_of(item) for name, (item, _) in resolved.items()}
    outcomes = {name: met for name, (_, met) in resolved.items()}
    found = [
        _case(one, met=outcomes[one.item.entry.id])
        for one in look_back(installation, days, engine=engine, progress=progress)
    ]
    order = list(resolved)
    return sorted(found, key=lambda one: (order.index(one.target_id), one.as_of))


def look_back(
    installation: Installation,
    days: Mapping[str, Iterable[date]],
    *,
    engine: EngineSettings,
    progress: Progress | None = None,
) -> Iterator[LookedBack]:
    """Judge each target at its days, on what was known then, the earliest day first.

    Days before the first figure are left out: there was nothing to judge.
    """
    wanted: dict[date, list[str]] = {}
    for name, some in days.items():
        for day in some:
            wanted.setdefault(day, []).append(name)
    for done, day in enumerate(sorted(wanted), start=1):
        now = wanted[day]
        cases = cases_for(installation, targets_wanted=now, as_of=day, compared=False)
        known = [item for item in cases if item.entry.id in now and item.case.series is not None]
        for item, said in _judged(known, engine):
            yield LookedBack(item, said, day)
        if progress is not None:
            progress(done, len(wanted))


def days_of(item: TargetCase) -> list[date]:
    """The last days of the years between a target's announcement and its date.

    Without an announcement on record, those of the three years before its date.
    """
    due = due_of(item.entry)
    if due is None:
        return []
    announced = item.case.target.announced
    first = announced.year if announced is not None else due.year - 3
    return [date(year, 12, 31) for year in range(first, due.year) if date(year, 12, 31) < due]


def _judged(items: Sequence[TargetCase], engine: EngineSettings) -> list[tuple[TargetCase, Assessment]]:
    plain = [item for item in items if item.case.target.kind not in _JOINT]
    cases = [replace(item.case, charted=False) for item in plain]
    judged = judge(cases, evidence_for=record_for, sensitivity=False, engine=engine)
    return [(item, found.assessment) for item, found in zip(plain, judged, strict=True)]


def _case(one: LookedBack, *, met: bool) -> PastCase:
    item, said, day = one.item, one.said, one.day
    due = due_of(item.entry)
    return PastCase(
        target_id=item.entry.id,
        title=item.entry.title,
        mission_id=item.record.mission_id,
        indicator_id=item.entry.indicator or "",
        as_of=day,
        due=day if due is None else due,
        knowledge=item.case.knowledge.value,
        verdict=said.verdict.value,
        probability=said.probability,
        shown=said.chance or "",
        reason=None if said.reason is None else said.reason.value,
        met=met,
    )
