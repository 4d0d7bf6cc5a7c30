"""The public methods beside our own judgement of a target, from what the store holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from datasets.catalogue import IndicatorEntry
from datasets.releases import known_as_of
from forecasting.assessment import Assessment
from forecasting.judging.threshold import resolve_threshold
from forecasting.public_methods.disagreement import Agreement, agreement
from forecasting.public_methods.rebasing import AcceptedRebase
from forecasting.public_methods.side_by_side import side_by_side
from forecasting.public_methods.yardstick import Yardstick
from service.documents import from_document
from service.operations.cases import TargetCase, cases_in
from service.operations.figures import BasesOf, observations_of
from service.store.reads.assessments import assessment_as_of
from service.store.reads.bases import bases
from service.store.reads.catalogue import indicators
from service.store.reads.forecasts import forecast
from service.store.reads.observations import areas, editions_of
from service.store.records import AssessmentRecord

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.operations.installation import Installation


Rebases = Mapping[str, Sequence[AcceptedRebase]]
"""Accepted proposals to draw the limits of control charts anew, by target."""


@dataclass(frozen=True)
class SideBySide:
    """Every public method on one target, with our judgement and where they disagree.

    ``as_of`` is the day from which the figures speak; ``assessment`` is None where none was made by then.
    """

    target_id: str
    as_of: date
    assessment: Assessment | None
    yardsticks: tuple[Yardstick, ...]

    @property
    def agreement(self) -> Agreement:
        """Who says what, and why they differ."""
        return agreement(self.yardsticks, self.assessment)


def yardsticks_for(
    installation: Installation, target_id: str, *, as_of: date | None = None
) -> list[Yardstick]:
    """What each public method says of a target, with what was known on a day (None: with everything held).

    Uses the stored judgement for what rests on our probability and makes no new one. Raises TargetUnknown.
    """
    return list(compared(installation, [target_id], as_of=as_of)[0].yardsticks)


def compared(
    installation: Installation,
    target_ids: Sequence[str] | None = None,
    *,
    mission: str | None = None,
    as_of: date | None = None,
    rebases: Rebases | None = None,
) -> list[SideBySide]:
    """Each target (None: all) with every method, in the order of the catalogue.

    ``rebases`` are accepted proposals for control charts, by target. Raises TargetUnknown, MissionUnknown,
    RebaseInvalid.
    """
    with installation.store.read() as session:
        return list(
            compared_in(
                session,
                target_ids,
                bases_of=installation.bases_of,
                mission=mission,
                as_of=as_of,
                rebases=rebases,
            )
        )


def compared_in(
    session: Session,
    target_ids: Sequence[str] | None = None,
    *,
    bases_of: BasesOf | None = None,
    mission: str | None = None,
    as_of: date | None = None,
    rebases: Rebases | None = None,
) -> Iterator[SideBySide]:
    """The same as one session sees the store; without ``bases_of`` the earlier bases are the store's own."""
    held = bases_of or _bases_of(session)
    for item in cases_in(session, bases_of=held, targets_wanted=target_ids, mission=mission, as_of=as_of):
        if target_ids and item.entry.id not in target_ids:
            continue  # a part of a target that was asked for
        record = assessment_as_of(session, item.entry.id, as_of, track=False)
        assessment = None if record is None else from_document(Assessment, record.data)
        found = side_by_side(
            item.case,
            assessment,
            peers=_peers(session, held, item, as_of),
            next_met=_next_met(session, item, record),
            rebases=(rebases or {}).get(item.entry.id, ()),
            as_of=as_of,
        )
        yield SideBySide(item.entry.id, item.case.as_of, assessment, tuple(found))


def stored_assessment(
    installation: Installation, target_id: str, *, as_of: date | None = None
) -> Assessment | None:
    """The judgement that stands beside the yardsticks, or None where none was made yet."""
    with installation.store.read() as session:
        record = assessment_as_of(session, target_id, as_of, track=False)
    return None if record is None else from_document(Assessment, record.data)


def disagreement(yardsticks: Sequence[Yardstick], assessment: Assessment | None) -> str:
    """Where the methods disagree with each other or with us, and why, in plain sentences."""
    return agreement(yardsticks, assessment).sentence


def _bases_of(session: Session) -> BasesOf:
    known = bases(session)
    return lambda name, area: tuple(b for b in known if b.indicator == name and b.area in ("", area))


def _next_met(session: Session, item: TargetCase, record: AssessmentRecord | None) -> float | None:
    """Our chance that the next published figure meets the target, from the stored forecast."""
    series = item.case.series
    threshold = resolve_threshold(item.case.target, series).threshold
    if record is None or record.forecast_key is None or series is None or threshold is None:
        return None
    if item.case.target.kind.is_cumulative:
        return None
    stored = forecast(session, record.forecast_key)
    return None if stored is None else threshold.probability(stored.forecast(series).margins, 0)


def _peers(session: Session, held: BasesOf, item: TargetCase, as_of: date | None) -> tuple[float, ...]:
    """Figures of the other areas of the same level in the newest period of this one."""
    series, name = item.case.series, item.entry.indicator
    if series is None or name is None:
        return ()
    register = {area.code: area for area in areas(session, indicator_id=name)}
    own = register.get(item.case.area)
    codes = [] if own is None else [c for c, a in register.items() if a.level == own.level and c != own.code]
    if not codes:
        return ()
    entry = indicators(session, ids=[name])[0].entry(IndicatorEntry)
    editions = editions_of(session, [(name, code) for code in codes])
    found = []
    for code in codes:
        known = known_as_of(
            observations_of(name, code, editions[name, code]),
            as_of=as_of,
            lag_days=entry.lag_days,
            bases=held(name, code),
        )
        value = next((k.observation.value for k in known if k.observation.period == series.latest), None)
        if value is not None:
            found.append(value)
    return (*found, series.latest_value) if found else ()
