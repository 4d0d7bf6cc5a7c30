"""What moved a target since a day, step by step, as it was explained when the target was judged: a pure read."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from forecasting.assessment import Assessment
from forecasting.explained import End, Explanation, Method, Part, end_of
from forecasting.explained_words import sentence
from forecasting.explanation import Cause
from service.documents import from_document, to_document
from service.store.reads.assessments import current_assessment
from service.store.reads.explanations import chain
from service.store.records import AssessmentRecord

if TYPE_CHECKING:
    from sqlmodel import Session

COLUMNS = (
    "target_id", "from_as_of", "to_as_of", "from_probability", "to_probability", "from_shown", "to_shown",
    *(f"probability_{cause.value}" for cause in Cause),
    "from_projected", "to_projected",
    *(f"projected_{cause.value}" for cause in Cause),
    "unit", "method", "reason", "statement",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Changes:
    """The steps from an earlier judgement to the current one, the newest first, and what they come to together."""

    target_id: str
    current: End
    steps: tuple[Explanation, ...]
    together: Explanation | None


def changes_of(session: Session, target_id: str, *, since: date | None = None) -> Changes | None:
    """What moved a target since a day (None: since the judgement before the current one); None where never judged."""
    record = current_assessment(session, target_id, track=False)
    if record is None:
        return None
    found = chain(session, record.key, target_id, since=since)
    steps = tuple(from_document(Explanation, dict(one.data)) for one in found)
    return Changes(target_id, _end(record), steps, added_up(steps))


def added_up(steps: tuple[Explanation, ...]) -> Explanation | None:
    """Several steps as one, the parts of each cause added; None without a step."""
    if len(steps) < 2:
        return steps[0] if steps else None
    last, first = steps[0], steps[-1]
    reason = next((step.reason for step in steps if step.reason is not None), None)
    parts = () if reason is not None else tuple(_sum(steps, cause) for cause in Cause)
    recalibrated = any(step.method is Method.BY_DIFFERENCE for step in steps)
    whole = Explanation(
        last.target_id,
        last.unit,
        first.before,
        last.after,
        parts,
        Method.BY_DIFFERENCE if recalibrated else Method.RECOMPUTED,
        reason,
        tuple(dict.fromkeys(period for step in reversed(steps) for period in step.new_periods)),
        tuple(dict.fromkeys(period for step in reversed(steps) for period in step.revised_periods)),
    )
    return replace(whole, statement=sentence(whole))


def document_of(found: Changes, *, since: date | None) -> dict[str, Any]:
    """The changes as a document for programs."""
    return {
        "target_id": found.target_id,
        "since": None if since is None else since.isoformat(),
        "current": to_document(found.current),
        "together": None if found.together is None else explanation_document(found.together),
        "steps": [explanation_document(step) for step in found.steps],
    }


def explanation_document(one: Explanation) -> dict[str, Any]:
    """One movement as a document."""
    return {**to_document(one), "change": one.change}


def rows_of(found: Changes) -> list[dict[str, Any]]:
    """One row a step, the newest first."""
    return [explanation_row(step) for step in found.steps]


def explanation_row(one: Explanation) -> dict[str, Any]:
    """One movement as a flat row."""
    parts = {part.cause: part for part in one.parts}
    return {
        "target_id": one.target_id,
        "from_as_of": one.before.as_of.isoformat(),
        "to_as_of": one.after.as_of.isoformat(),
        "from_probability": one.before.probability,
        "to_probability": one.after.probability,
        "from_shown": one.before.probability_shown,
        "to_shown": one.after.probability_shown,
        **{f"probability_{c.value}": parts[c].probability if c in parts else None for c in Cause},
        "from_projected": one.before.projected,
        "to_projected": one.after.projected,
        **{f"projected_{c.value}": parts[c].projected if c in parts else None for c in Cause},
        "unit": one.unit,
        "method": one.method.value,
        "reason": None if one.reason is None else one.reason.value,
        "statement": one.statement,
    }


def _sum(steps: tuple[Explanation, ...], cause: Cause) -> Part:
    parts = [part for step in steps if (part := step.part(cause)) is not None]
    return Part(
        cause,
        any(part.changed for part in parts),
        _total([part.probability for part in parts]),
        _total([part.projected for part in parts]),
    )


def _total(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) if len(known) == len(values) else None


def _end(record: AssessmentRecord) -> End:
    return end_of(from_document(Assessment, record.data))
