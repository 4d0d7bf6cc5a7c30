"""All that follows for some targets from what is held now: judged, compared with before, explained; nothing is kept.

It comes to the same as judging, judging as of one release earlier and explaining one after the other, each kept
before the next, so that a run over many targets may be divided as one likes and become visible at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from service.operations.champions import Champions
from service.operations.earlier import work_out_earlier
from service.operations.embargoes import ahead
from service.operations.explain import explain
from service.operations.installation import Installation
from service.operations.judging import Assessed, Progress, work_out
from service.store.reads.assessments import assessments_with, current_assessments, previous_assessments
from service.store.reads.explanations import explained_pairs
from service.store.records import AssessmentRecord
from service.store.writes.assessments import Judgement, rows_of
from service.store.writes.results import Results

_Records = dict[str, AssessmentRecord]
_FIELDS = tuple(field.name for field in fields(AssessmentRecord))


def reassess(
    installation: Installation,
    targets: Sequence[str],
    *,
    recorded: datetime,
    champions: Champions | None = None,
    progress: Progress | None = None,
) -> tuple[list[Assessed], Results]:
    """Judge targets anew where anything has changed, with the judgement before and what moved it.

    What rests on figures under embargo is judged apart, to be seen from their instant on. ``champions`` are the
    calibrations to forecast with (None: those in force).
    """
    now = installation.at(recorded)
    assessed, results, current, before = _judged(now, targets, recorded, {}, {}, champions, progress)
    alone = [
        id_
        for id_, one in current.items()
        if id_ not in before and one.probability is not None and not one.data["components"]
    ]
    # A change of champion is compared with what was judged before; it makes nothing to be compared with.
    earlier = Results() if champions is not None else work_out_earlier(now, alone)
    results += earlier
    for record in _records(earlier.judgements, recorded).values():
        before[record.target_id] = record
    results += _explained(now, current, before)
    for then in ahead(now, recorded=recorded, among=set(targets)):
        _, more, current, before = _judged(
            then.installation, then.targets, recorded, current, before, champions
        )
        more += _explained(then.installation, current, before)
        results += more.seen_from(then.instant, beside=results)
    return assessed, results


def _judged(
    installation: Installation,
    targets: Sequence[str],
    recorded: datetime,
    standing: Mapping[str, AssessmentRecord],
    previous: Mapping[str, AssessmentRecord],
    champions: Champions | None,
    progress: Progress | None = None,
) -> tuple[list[Assessed], Results, _Records, _Records]:
    """Some targets judged, and what is to be kept; the judgement of each that will stand, and the one before it.

    ``standing`` and ``previous`` are those that will stand by then though they are not kept yet.
    """
    assessed, results = work_out(installation, targets=targets, champions=champions, progress=progress)
    made = _records(results.judgements, recorded)
    keys = {one.target_id: one.assessment.key for one in assessed}
    with installation.store.read() as session:
        stored = {**current_assessments(session, targets), **standing}
        before = {**previous_assessments(session, targets), **previous}
        held = assessments_with(session, [key for key in keys.values() if key not in made])
    current: _Records = {}
    for id_, key in keys.items():
        _place(made.get(key) or held[key], id_, stored.get(id_), current, before)
    return assessed, results, current, before


def _explained(installation: Installation, current: _Records, before: _Records) -> Results:
    pairs = [(before[id_], one) for id_, one in current.items() if id_ in before]
    with installation.store.read() as session:
        known = explained_pairs(session, [after.key for _, after in pairs])
    new = [(first, second) for first, second in pairs if (first.key, second.key) not in known]
    return Results(explanations=explain(installation, new))


def _place(
    new: AssessmentRecord,
    id_: str,
    stored: AssessmentRecord | None,
    current: _Records,
    before: _Records,
) -> None:
    """Which judgement of a target stands once the new one is kept, and which stood before it."""
    if stored is None or new.as_of >= stored.as_of:
        current[id_] = new
        if stored is not None and stored.as_of < new.as_of:
            before[id_] = stored
        return
    # It speaks of an earlier day than the one that stands: it may be the one to compare with.
    current[id_] = stored
    held = before.get(id_)
    if held is None or new.as_of >= held.as_of:
        before[id_] = new


def _records(judgements: Sequence[Judgement], recorded: datetime) -> Mapping[str, AssessmentRecord]:
    """Judgements as the store would give them back."""
    rows = [rows_of(one, recorded)[0] for one in judgements]
    names = AssessmentRecord.__dataclass_fields__
    return {
        row["key"]: AssessmentRecord(**{name: value for name, value in row.items() if name in names})
        for row in rows
    }
