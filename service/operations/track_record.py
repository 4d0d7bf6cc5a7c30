"""Keep the track record: what was said of every target whose outcome is known by now, scored as soon as it is.

What this store said while the outcome was open is *served*. For every other target the days of the past are judged
again on what was known then, and marked *replayed*. Beside each call stands what standing still, a straight line
and, where the catalogue has it, somebody else's published word would have said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from datasets.catalogue import CallEntry, Said, TargetEntry
from forecasting.assessment import Assessment
from forecasting.judging.concluding import consider
from forecasting.judging.readiness import Need
from forecasting.past_calls import Footing, PastCall
from forecasting.reference_calls import reference_calls
from forecasting.verdicts import Verdict
from service.documents import dumps, from_document, to_document
from service.operations.backtest_targets import LookedBack, days_of, look_back
from service.operations.cases import Moment, TargetCase, cases_for, cases_in
from service.operations.constants import engine_of
from service.operations.domain import due_of
from service.operations.installation import Installation
from service.store.reads.assessments import current_assessments, history, once_judged
from service.store.reads.catalogue import targets
from service.store.reads.track_record import figures_of, record_keys
from service.store.records import AssessmentRecord
from service.store.writes.track_record import NewRecord, replace_records

Progress = Callable[[int, int], None]

_LAYOUT = "1"
"""Part of the key of a record: another layout is another document."""
_SETTLED = (Verdict.MET.value, Verdict.MISSED.value)


@dataclass(frozen=True, eq=False)
class _Settled:
    """A target whose outcome is known, with what was served of it before."""

    entry: TargetEntry
    mission_id: str
    met: bool
    served: tuple[AssessmentRecord, ...]
    key: str


def keep_track_record(
    installation: Installation, *, recorded: datetime, progress: Progress | None = None
) -> int:
    """Score every target whose outcome is known and whose figures, calls or engine have changed; say how many.

    What is up to date is left alone, and a target whose outcome was taken back loses its record.
    """
    engine = engine_of(installation).settings
    settled = _settled(installation, engine.version)
    with installation.store.read() as session:
        held = record_keys(session)
    stale = {name: one for name, one in settled.items() if held.get(name) != one.key}
    gone = [name for name in held if name not in settled]
    if not stale and not gone:
        return 0
    calls: dict[str, list[PastCall]] = {name: list(_served(installation, one)) for name, one in stale.items()}
    today = (
        {item.entry.id: item for item in cases_for(installation, targets_wanted=list(stale))} if stale else {}
    )
    days = {name: _days(today[name]) for name in stale}
    met = {name: one.met for name, one in stale.items()}
    for past in look_back(installation, days, met, engine=engine, progress=progress):
        if not _was_open(past.said):
            continue
        calls[past.item.entry.id].append(_replayed(past))
    new = [
        NewRecord(name, one.mission_id, one.key, dumps(to_document(_in_order(calls[name]))).decode())
        for name, one in stale.items()
    ]
    with installation.store.session() as session:
        replace_records(session, new, gone=gone, recorded=recorded)
    return len(new)


def _settled(installation: Installation, engine: str) -> dict[str, _Settled]:
    found: dict[str, _Settled] = {}
    with installation.store.read() as session:
        # Of those never judged met or missed nothing is read: they are nearly all.
        records = {one.id: one for one in targets(session, ids=once_judged(session, _SETTLED))}
        current = current_assessments(session, list(records))
        ended = {name: one for name, one in current.items() if one.verdict in _SETTLED}
        stamps = figures_of(session, {records[name].indicator_id or "" for name in ended})
        for name, one in ended.items():
            record = records[name]
            entry = record.entry(TargetEntry)
            if entry.indicator is None or one.data["components"]:
                continue
            served = tuple(_given_before(history(session, name)))
            parts = (_LAYOUT, engine, one.key, record.version, stamps.get(entry.indicator, ""))
            key = sha256("\x1f".join((*parts, *(past.key for past in served))).encode()).hexdigest()
            found[name] = _Settled(entry, record.mission_id, one.verdict == Verdict.MET, served, key)
    return found


def _given_before(past: Sequence[AssessmentRecord]) -> Iterator[AssessmentRecord]:
    """The judgements this store gave before it held the outcome, and before the outcome was published at all."""
    outcomes = [one for one in past if one.verdict in _SETTLED]
    heard = min(one.recorded_at for one in outcomes)
    known = min(one.as_of for one in outcomes)
    for one in past:
        if one.verdict not in _SETTLED and one.recorded_at < heard and one.recorded_at.date() < known:
            yield one


def _served(installation: Installation, one: _Settled) -> Iterator[PastCall]:
    for past in one.served:
        said = from_document(Assessment, past.data)
        if not _was_open(said):
            continue
        moment = Moment(past.as_of, past.recorded_at)
        with installation.store.read() as session:
            items = cases_in(session, bases_of=installation.bases_of, moments={one.entry.id: moment})
        for item in items:
            yield _call(item, said, past.as_of, met=one.met, footing=Footing.SERVED)


def _was_open(said: Assessment) -> bool:
    """Whether there was still something to foretell: an outcome or a breach that is known is no forecast."""
    return said.verdict not in (Verdict.MET, Verdict.MISSED) and not said.certain


def _days(item: TargetCase) -> list[date]:
    """The last days of the years a target ran, and the days on which others gave their word."""
    due = due_of(item.entry)
    words = {one.date.day for one in item.entry.calls if due is None or one.date.day < due}
    return sorted({*days_of(item), *words})


def _replayed(past: LookedBack) -> PastCall:
    return _call(past.item, past.said, past.day, met=past.met, footing=Footing.REPLAYED)


def _call(item: TargetCase, said: Assessment, day: date, *, met: bool, footing: Footing) -> PastCall:
    due = due_of(item.entry) or day
    need = consider(replace(item.case, charted=False))
    still, straight = reference_calls(need) if isinstance(need, Need) and not need.travels else (None, None)
    word = _word_by(item.entry.calls, day)
    evidence = said.evidence
    return PastCall(
        target_id=item.entry.id,
        mission_id=item.record.mission_id,
        indicator_id=item.entry.indicator or "",
        as_of=day,
        due=due,
        footing=footing,
        knowledge=item.case.knowledge.value,
        key=said.key,
        engine="" if evidence is None else evidence.engine,
        models=() if evidence is None else evidence.models,
        verdict=said.verdict.value,
        probability=said.probability,
        shown=said.chance or "",
        reason=None if said.reason is None else said.reason.value,
        met=met,
        no_change=still,
        straight_line=straight,
        published=None if word is None else word.said is Said.ON_TRACK,
        published_by="" if word is None else word.by,
        published_on=None if word is None else word.date.day,
    )


def _word_by(calls: Sequence[CallEntry], day: date) -> CallEntry | None:
    """The newest word of others that was public on a day."""
    return max((one for one in calls if one.date.day <= day), key=lambda one: one.date.day, default=None)


def _in_order(calls: Sequence[PastCall]) -> tuple[PastCall, ...]:
    return tuple(sorted(calls, key=lambda one: (one.as_of, one.footing.value, one.key)))
