"""One movement under division: which mixtures of causes must be judged, and what each cause comes to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from forecasting.assessment import Assessment
from forecasting.explained import End, Explanation, Method, Part, Unexplained, end_of
from forecasting.explanation import NOBODY, Cause, Coalition, Comparison, coalitions, shares
from forecasting.judging.case import Case
from forecasting.judging.concluding import consider, judged_with
from forecasting.judging.identity import assessment_key, seed_of
from forecasting.judging.judge import Judgement
from forecasting.judging.readiness import Need
from service.operations.calibrations import Engines
from service.operations.cases import TargetCase

# The chance of a path is known to about this much from its draws; more than that is another cause.
_SAME = 0.02


@dataclass(frozen=True, slots=True)
class Worth:
    """What a mixture of causes comes to: the probability and the projected value, where they can be given."""

    probability: float | None = None
    projected: float | None = None


@dataclass(eq=False)
class Division:
    """One pair of judgements under division.

    ``causes`` are those that are told apart by judging mixtures, the calibration among them where both of its
    versions can be run; else it is found ``by_difference``. ``asked`` are the cases that have to be judged, by key;
    ``places`` says which is which mixture, ``again`` which is one of the ends judged anew.
    """

    before: Assessment
    after: Assessment
    comparison: Comparison
    causes: tuple[Cause, ...] = ()
    by_difference: bool = False
    asked: dict[str, tuple[Case, str]] = field(default_factory=dict)
    places: dict[Coalition, str] = field(default_factory=dict)
    again: dict[str, str] = field(default_factory=dict)

    @property
    def seed(self) -> int:
        """One chance for all mixtures, the same in both directions."""
        keys = sorted((self.before.key, self.after.key))
        return seed_of(sha256("\x1f".join(keys).encode()).hexdigest())


def division_of(
    judged: tuple[Assessment, Assessment],
    cases: tuple[TargetCase | None, TargetCase | None],
    *,
    engines: Engines,
) -> Division | Explanation:
    """What has to be judged to divide the movement between two judgements, or why it cannot be divided.

    ``cases`` are what the two rested on, as far as that is still held.
    """
    (before, after), (old, new) = judged, cases
    ends = end_of(before), end_of(after)
    if before.components or after.components:
        return _unexplained(ends, after, Unexplained.SEVERAL_TARGETS)
    if before.probability is None or after.probability is None:
        comparison = None if old is None or new is None else Comparison(old.case, new.case)
        return _unexplained(ends, after, Unexplained.NO_PROBABILITY, comparison)
    if old is None or new is None:
        return _unexplained(ends, after, Unexplained.INPUTS_NOT_HELD)
    comparison = Comparison(old.case, new.case)
    game = Division(before, after, comparison, comparison.changed)
    versions = [end.engine or engines.current.version for end in ends]
    if versions[0] != versions[1]:
        if all(engines.runs(version) for version in versions):
            game.causes = (*game.causes, Cause.CALIBRATION)
        else:
            game.by_difference = True
            versions = [engines.current.version] * 2
    every = frozenset(game.causes)
    for one in coalitions(game.causes):
        if one not in (NOBODY, every) and (case := comparison.mixed(one - {Cause.CALIBRATION})) is not None:
            version = versions[1] if Cause.CALIBRATION in one else versions[0]
            game.places[one] = _ask(game, case, engines.nearest(version))
    for name, case, stored, version in (
        ("before", old.case, before, versions[0]),
        ("after", new.case, after, versions[1]),
    ):
        # An end is judged anew only where its calibration is another one, or what it rested on may be.
        own = end_of(stored).engine or version
        if own != version or assessment_key(case, engine=own) != stored.key:
            game.again[name] = _ask(game, case, engines.nearest(version))
    return game


def _ask(game: Division, case: Case, version: str) -> str:
    plain = replace(case, charted=False, elsewhere=())
    key = f"{game.seed}:{assessment_key(plain, engine=version)}"
    game.asked[key] = plain, version
    return key


def divided(game: Division, answers: Mapping[str, tuple[Case, Judgement]], engines: Engines) -> Explanation:
    """The movement with the part of each cause, once everything asked for was judged; without a sentence yet."""
    ends = end_of(game.before), end_of(game.after)
    stored = {"before": _stored(game.before), "after": _stored(game.after)}
    again = {name: _worth(*answers[key], seed=game.seed) for name, key in game.again.items()}
    judged_alike = not game.by_difference and all(engines.runs(end.engine) for end in ends)
    if judged_alike and any(_astray(again[name], stored[name]) for name in again):
        return _unexplained(ends, game.after, Unexplained.INPUTS_NOT_HELD, game.comparison)
    # The ends are what was stored; where the calibration is found by difference, what today's makes of both.
    first, last = ({**stored, **again} if game.by_difference else stored).values()
    worth = {one: _worth(*answers[key], seed=game.seed) for one, key in game.places.items()}
    worth |= {NOBODY: first, frozenset(game.causes): last} if game.causes else {NOBODY: first}
    chances = shares(game.causes, {one: item.probability for one, item in worth.items()})
    if chances is None:
        return _unexplained(ends, game.after, Unexplained.NO_ORDER, game.comparison)
    values = shares(game.causes, {one: item.projected for one, item in worth.items()})
    if game.by_difference:
        chances = _with_calibration(chances, ends[0].probability, ends[1].probability)
        values = _with_calibration(values, ends[0].projected, ends[1].projected)
    one_unit = game.before.unit == game.after.unit and (
        game.before.kind.is_cumulative is game.after.kind.is_cumulative
    )
    changed = {*game.causes, *((Cause.CALIBRATION,) if game.by_difference else ())}
    return Explanation(
        game.after.target_id,
        game.after.unit,
        *ends,
        parts=tuple(
            Part(
                cause,
                cause in changed,
                None if chances is None else chances.get(cause, 0.0),
                None if values is None or not one_unit else values.get(cause, 0.0),
            )
            for cause in Cause
        ),
        method=Method.BY_DIFFERENCE if game.by_difference else Method.RECOMPUTED,
        new_periods=game.comparison.new_periods,
        revised_periods=game.comparison.revised_periods,
    )


def _with_calibration(
    parts: dict[Cause, float] | None, before: float | None, after: float | None
) -> dict[Cause, float] | None:
    """The parts with that of the calibration: what the stored judgements differ by beyond the other causes.

    It equals (after as stored − after by today's calibration) − (before as stored − before by today's).
    """
    if parts is None or before is None or after is None:
        return None
    return {**parts, Cause.CALIBRATION: math.fsum((after, -before, *(-part for part in parts.values())))}


def _worth(case: Case, judged: Judgement, *, seed: int) -> Worth:
    """A mixture's chance and projection, read with the draws that all mixtures share."""
    found = judged.assessment
    need = consider(case) if judged.forecast is not None else found
    if judged.forecast is not None and isinstance(need, Need) and found.probability is not None:
        again = judged_with(need, replace(judged.forecast, seed=seed))
        projection = again.assessment.projection
        return Worth(again.probability, None if projection is None else projection.median)
    return _stored(found)


def _stored(assessment: Assessment) -> Worth:
    projection = assessment.projection
    return Worth(assessment.probability, None if projection is None else projection.median)


def _astray(again: Worth, stored: Worth) -> bool:
    """Whether an end comes out differently when it is judged again on what is held of it."""
    if again.probability is None or stored.probability is None:
        return True
    return abs(again.probability - stored.probability) > _SAME


def _unexplained(
    ends: tuple[End, End], after: Assessment, reason: Unexplained, comparison: Comparison | None = None
) -> Explanation:
    new = () if comparison is None else comparison.new_periods
    revised = () if comparison is None else comparison.revised_periods
    return Explanation(
        after.target_id, after.unit, *ends, reason=reason, new_periods=new, revised_periods=revised
    )
