"""Any two judgements of a target compared: as of two days, or the current one with the one before it."""

from __future__ import annotations

from datetime import date, datetime

from forecasting.explained import Explanation
from service.operations.earlier import judge_earlier
from service.operations.errors import NothingToCompare
from service.operations.explain import explain
from service.operations.installation import Installation
from service.operations.judging import judge_targets
from service.store.reads.assessments import assessments_with, previous_assessments
from service.store.writes.explanations import save_explanations


def compare(
    installation: Installation,
    target_id: str,
    *,
    recorded: datetime,
    since: date | None = None,
    until: date | None = None,
) -> Explanation:
    """Why a target moved between two days, each judged with what was known then, if it was not judged yet.

    ``until`` None is the current judgement, ``since`` None the one before it, or that of one release earlier where
    there is none. Raises TargetUnknown or NothingToCompare.
    """
    after = _judged(installation, target_id, until, recorded)
    if since is not None:
        before: str | None = _judged(installation, target_id, since, recorded)
    else:
        before = _previous(installation, target_id, recorded)
    if before is None or before == after:
        raise NothingToCompare(target_id)
    with installation.store.read() as session:
        records = assessments_with(session, [before, after])
    found = explain(installation, [(records[before], records[after])])
    with installation.store.session() as session:
        save_explanations(session, found, recorded=recorded)
    return found[0]


def _judged(installation: Installation, target_id: str, as_of: date | None, recorded: datetime) -> str:
    judged = judge_targets(installation, recorded=recorded, targets=[target_id], as_of=as_of)
    return judged[0].assessment.key


def _previous(installation: Installation, target_id: str, recorded: datetime) -> str | None:
    judge_earlier(installation, recorded=recorded, wanted=[target_id])
    with installation.store.read() as session:
        found = previous_assessments(session, [target_id]).get(target_id)
    return None if found is None else found.key
