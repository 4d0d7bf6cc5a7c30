"""Keep the track record: what was said of every target whose outcome is known by now, scored as soon as it is.

What this store said while the outcome was open is *served*. For every other target the days of the past are judged
again on what was known then, and marked *replayed*. Beside each call stands what standing still, a straight line
and, where the catalogue has it, somebody else's published word would have said. What others said of targets whose
outcome is still open is kept as well, with what is replayed for the same day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from datasets.catalogue import CallEntry, Said, TargetEntry
from forecasting.assessment import Assessment
from forecasting.judging.concluding import consider
from forecasting.judging.readiness import Need
from forecasting.past_calls import Footing, PastCall, PublishedWord
from forecasting.reference_calls import reference_calls
from forecasting.targets import TargetStatus
from forecasting.verdicts import Verdict
from service.documents import dumps, from_document, to_document
from service.operations.backtest_targets import LookedBack, days_of, look_back
from service.operations.cases import Moment, TargetCase, cases_for, cases_in
from service.operations.constants import engine_of
from service.operations.domain import due_of
from service.operations.installation import Installation
from service.store.reads.assessments import current_assessments, history, once_judged
from service.store.reads.catalogue import targets, targets_with_calls
from service.store.reads.track_record import figures_of, record_keys
from service.store.records import AssessmentRecord
from service.store.writes.track_record import NewRecord, replace_records

if TYPE_CHECKING:
    from sqlmodel import Session

Progress = Callable[[int, int], None]

_LAYOUT = "2"
"""Part of the key of a record: another layout is another document."""
_SETTLED = (Verdict.MET.value, Verdict.MISSED.value)
_CITED = {TargetStatus.MET: True, TargetStatus.MISSED: False}


@dataclass(frozen=True, eq=False)
class _Subject:
    """A target whose outcome is known (``met``), or of which others spoke while it is open (None).

    ``served`` is what was served of it while its outcome was open.
    """

    entry: TargetEntry
    mission_id: str
    met: bool | None
    served: tuple[AssessmentRecord, ...]
    key: str


def keep_track_record(
    installation: Installation, *, recorded: datetime, progress: Progress | None = None
) -> int:
    """Score every target whose outcome is known and whose figures, calls or engine have changed; say how many.

    Those of which others have spoken are kept too, and counted. What is up to date is left alone, and a target whose
    outcome was taken back loses its record.
    """
    engine = engine_of(installation).settings
    with installation.store.read() as session:
        subjects = _subjects(session, engine.version)
        held = record_keys(session)
    stale = {name: one for name, one in subjects.items() if held.get(name) != one.key}
    gone = [name for name in held if name not in subjects]
    if not stale and not gone:
        return 0
    replayed: dict[str, list[LookedBack]] = {name: [] for name in stale}
    for past in look_back(installation, _days(installation, stale), engine=engine, progress=progress):
        if _was_open(past.said):
            replayed[past.item.entry.id].append(past)
    new = [_record(installation, one, replayed[name]) for name, one in stale.items()]
    with installation.store.session() as session:
        replace_records(session, new, gone=gone, recorded=recorded)
    return len(new)


def _subjects(session: Session, engine: str) -> dict[str, _Subject]:
    # Of those never judged met or missed, and of which nobody spoke, nothing is read: they are nearly all.
    records = {one.id: one for one in targets(session, ids=once_judged(session, _SETTLED))}
    current = current_assessments(session, list(records))
    ended = {name: one for name, one in current.items() if one.verdict in _SETTLED}
    records |= {one.id: one for one in targets_with_calls(session)}
    stamps = figures_of(session, {one.indicator_id or "" for one in records.values()})
    found: dict[str, _Subject] = {}
    for name, record in records.items():
        entry, settled = record.entry(TargetEntry), ended.get(name)
        scored = settled is not None and entry.indicator is not None and not settled.data["components"]
        if not scored and not entry.calls:
            continue
        served = tuple(_given_before(history(session, name))) if scored else ()
        stands = "" if settled is None else settled.key
        stamp = stamps.get(entry.indicator or "", "")
        parts = (_LAYOUT, engine, stands, record.version, stamp, *(past.key for past in served))
        key = sha256("\x1f".join(parts).encode()).hexdigest()
        met = None if settled is None else settled.verdict == Verdict.MET
        found[name] = _Subject(entry, record.mission_id, met, served, key)
    return found


def _record(installation: Installation, one: _Subject, replayed: Sequence[LookedBack]) -> NewRecord:
    calls: list[PastCall] = []
    if one.met is not None:
        calls += _served(installation, one, met=one.met)
        calls += [_replayed(past, met=one.met) for past in replayed]
    on_day = {past.day: past for past in replayed}
    words = sorted(one.entry.calls, key=lambda call: call.date.day)
    document = {
        "calls": to_document(_in_order(calls)),
        "words": [to_document(_word(one, call, on_day.get(call.date.day))) for call in words],
    }
    return NewRecord(one.entry.id, one.mission_id, one.key, dumps(document).decode())


def _given_before(past: Sequence[AssessmentRecord]) -> Iterator[AssessmentRecord]:
    """The judgements this store gave before it held the outcome, and before the outcome was published at all."""
    outcomes = [one for one in past if one.verdict in _SETTLED]
    heard = min(one.recorded_at for one in outcomes)
    known = min(one.as_of for one in outcomes)
    for one in past:
        if one.verdict not in _SETTLED and one.recorded_at < heard and one.recorded_at.date() < known:
            yield one


def _served(installation: Installation, one: _Subject, *, met: bool) -> Iterator[PastCall]:
    for past in one.served:
        said = from_document(Assessment, past.data)
        if not _was_open(said):
            continue
        moment = Moment(past.as_of, past.recorded_at)
        with installation.store.read() as session:
            items = cases_in(session, bases_of=installation.bases_of, moments={one.entry.id: moment})
        for item in items:
            yield _call(item, said, past.as_of, met=met, footing=Footing.SERVED)


def _was_open(said: Assessment) -> bool:
    """Whether there was still something to foretell: an outcome or a breach that is known is no forecast."""
    return said.verdict not in (Verdict.MET, Verdict.MISSED) and not said.certain


def _days(installation: Installation, subjects: Mapping[str, _Subject]) -> dict[str, list[date]]:
    """The last days of the years a settled target ran, and the days on which others gave their word on any."""
    if not subjects:
        return {}
    today = {one.entry.id: one for one in cases_for(installation, targets_wanted=list(subjects))}
    found: dict[str, list[date]] = {}
    for name, one in subjects.items():
        years = days_of(today[name]) if one.met is not None else []
        found[name] = sorted({*years, *(call.date.day for call in one.entry.calls)})
    return found


def _replayed(past: LookedBack, *, met: bool) -> PastCall:
    return _call(past.item, past.said, past.day, met=met, footing=Footing.REPLAYED)


def _word(one: _Subject, call: CallEntry, past: LookedBack | None) -> PublishedWord:
    word = PublishedWord(
        target_id=one.entry.id,
        mission_id=one.mission_id,
        said_on=call.date.day,
        dated=str(call.date),
        by=call.by,
        on_track=call.said is Said.ON_TRACK,
        citation=call.citation,
        note=call.note,
        status=one.entry.status.value,
        # Where no figures are held to tell, the outcome is the one that the catalogue cites.
        met=_CITED.get(one.entry.status) if one.met is None else one.met,
    )
    if past is None:
        return word
    return replace(
        word,
        probability=past.said.probability,
        shown=past.said.chance or "",
        reason=None if past.said.reason is None else past.said.reason.value,
        knowledge=past.item.case.knowledge.value,
    )


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
