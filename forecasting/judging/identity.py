"""The identity of an assessment: the same inputs have the same key, and the key gives the seed.

The first digits of a key, which give the seed, rest on what the probability rests on; the others on everything a
judgement tells. So a judgement that only tells more than before keeps its draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from hashlib import sha256

from forecasting.delivery import known_on
from forecasting.judging.case import Case, Driving
from forecasting.series import Series
from forecasting.targets import Operation, Target
from forecasting.verdicts import LABEL_SET

# Raised when judgements tell something they did not tell before.
TELLING = "2"
_SEED_DIGITS = 15
_END = "\x1f"  # of a part


def assessment_key(case: Case, *, engine: str) -> str:
    """The key of a judgement: a hash of the observations, the target, the breaks, the engine and the labels.

    What was known is part of it (status history, milestones and outcome up to the as-of date), so a
    judgement is made again exactly when something it rests on has changed.
    """
    first = _digest(_decisive(case, engine))
    rest = (
        first,
        TELLING,
        case.target.reading,
        *(() if case.target.path == "linear" else (case.target.path,)),
        *(repr(one) for one in known_on(case.target.deliveries, case.as_of)),
        *(_series(other) for other in case.elsewhere),
    )
    return first[:_SEED_DIGITS] + _digest(rest)[_SEED_DIGITS:]


def _decisive(case: Case, engine: str) -> list[str]:
    """What the probability rests on, as text."""
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
        parts.append(_series(series))
    if case.target.operation is not Operation.DIFFERENCE:
        parts.append(case.target.operation.value)
    if case.target.any_k is not None:
        parts.append(f"any {case.target.any_k}")
    if case.revision_error:
        parts.append(f"still revised by {case.revision_error!r}")
    for other in case.companions:
        parts.extend((other.role.value, other.name, repr(other.breaks)))
        parts.extend(() if other.series is None else (repr(other.series.indicator), _series(other.series)))
        parts.extend(driving_text(other.driving))
    parts.extend(driving_text(case.driving))
    return parts


def driving_text(driving: Iterable[Driving]) -> Iterator[str]:
    """What drives a series, as text for a key."""
    for one in driving:
        yield from (f"driven {one.lag} later by {one.series.indicator!r}", _series(one.series))


@lru_cache(maxsize=4096)  # targets of one indicator are compared with the same series
def _series(series: Series) -> str:
    values = zip(series.periods, series.values.tolist(), series.statuses, strict=True)
    return _END.join((series.frequency.value, *(f"{p}={v!r}:{s}" for p, v, s in values)))


def _digest(parts: Iterable[str]) -> str:
    return sha256(_END.join((*parts, "")).encode()).hexdigest()


def _known(target: Target, day: date) -> Target:
    """The target without what was recorded after a day."""
    return replace(
        target,
        history=tuple(c for c in target.history if c.date is not None and c.date <= day),
        milestones=tuple(m for m in target.milestones if m.recorded is None or m.recorded <= day),
    )


def seed_of(key: str) -> int:
    """The seed of an assessment's draws, from its key."""
    return int(key[:_SEED_DIGITS], 16)
