"""The identity of an assessment: the same inputs have the same key, and the key gives the seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256

from forecasting.judging.case import Case
from forecasting.targets import Target
from forecasting.verdicts import LABEL_SET


def assessment_key(case: Case, *, engine: str) -> str:
    """The key of a judgement: a hash of the observations, the target, the breaks, the engine and the labels.

    What was known is part of it (status history, milestones and outcome up to the as-of date), so a
    judgement is made again exactly when something it rests on has changed.
    """
    digest = sha256()
    series = case.series
    parts: list[str] = [
        repr(_known(case.target, case.as_of)),
        repr(case.indicator),
        case.area,
        case.as_of.isoformat(),
        repr(case.breaks),
        case.knowledge.value,
        repr(case.parts),
        repr(case.recorded),
        repr(case.unverified),
        repr(case.superseded_basis),
        engine,
        LABEL_SET,
    ]
    if series is not None:
        parts.append(series.frequency.value)
        parts.extend(
            f"{p}={v!r}:{s}"
            for p, v, s in zip(series.periods, series.values.tolist(), series.statuses, strict=True)
        )
    for part in parts:
        digest.update(part.encode())
        digest.update(b"\x1f")
    return digest.hexdigest()


def _known(target: Target, day: date) -> Target:
    """The target without what was recorded after a day."""
    return replace(
        target,
        history=tuple(c for c in target.history if c.date is not None and c.date <= day),
        milestones=tuple(m for m in target.milestones if m.recorded is None or m.recorded <= day),
    )


def seed_of(key: str) -> int:
    """The seed of an assessment's draws, from its key."""
    return int(key[:15], 16)
