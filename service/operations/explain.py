"""Why judgements moved: every mixture of causes judged in one batch, and the shares of each cause kept."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from forecasting.assessment import Assessment, Knowledge
from forecasting.engine import ENGINE_VERSION, EngineSettings
from forecasting.explained import End, Explanation, Method, Part, Unexplained, end_of
from forecasting.explained_words import sentence
from forecasting.explanation import NOBODY, Cause, Coalition, Comparison, coalitions, shares
from forecasting.judging.case import Case
from forecasting.judging.concluding import consider, judged_with
from forecasting.judging.identity import assessment_key, seed_of
from forecasting.judging.judge import Judgement, judge
from forecasting.judging.readiness import Need
from forecasting.judging.record import record_for
from service.documents import from_document
from service.operations.calibrations import runnable
from service.operations.cases import Moment, TargetCase, cases_in
from service.operations.constants import engine_of
from service.operations.installation import Installation
from service.store.reads.assessments import current_assessments, previous_assessments
from service.store.reads.explanations import explained_pairs
from service.store.records import AssessmentRecord
from service.store.writes.explanations import save_explanations

# The chance of a path is known to about this much from its draws; more than that is another cause.
_SAME = 0.02


@dataclass(frozen=True, slots=True)
class Worth:
    """What a mixture of causes comes to: the probability and the projected value, where they can be given."""

    probability: float | None = None
    projected: float | None = None


@dataclass(eq=False)
class _Game:
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


def explain_changes(
    installation: Installation, *, recorded: datetime, targets: Sequence[str] | None = None
) -> list[Explanation]:
    """Explain what moved each target between its last judgement but one and its current one, and keep it.

    What is explained already is left alone. Only targets named are looked at (None: all).
    """
    from service.store.reads.catalogue import targets as held

    with installation.store.read() as session:
        ids = list(targets) if targets is not None else [one.id for one in held(session)]
        now, then = current_assessments(session, ids), previous_assessments(session, ids)
        pairs = [(then[id_], now[id_]) for id_ in ids if id_ in then and id_ in now]
        known = explained_pairs(session, [after.key for _, after in pairs])
    new = [(before, after) for before, after in pairs if (before.key, after.key) not in known]
    found = explain(installation, new)
    if found:
        with installation.store.session() as session:
            save_explanations(session, found, recorded=recorded)
    return found


def explain(
    installation: Installation, pairs: Sequence[tuple[AssessmentRecord, AssessmentRecord]]
) -> list[Explanation]:
    """Divide each movement, from the first judgement of a pair to the second, among its causes.

    It is always worked out from the earlier to the later judgement and then turned round where it was asked for the
    other way: what is new in one direction is not taken for withdrawn in the other.
    """
    turned = [_order(first) > _order(second) for first, second in pairs]
    pairs = [pair[::-1] if back else pair for pair, back in zip(pairs, turned, strict=True)]
    cases = _cases(installation, [one for one, _ in pairs]), _cases(installation, [two for _, two in pairs])
    _find_again(installation, pairs, cases[0])
    engines = _Engines(engine_of(installation).settings, runnable(installation))
    games: list[_Game | Explanation] = []
    for (first, second), old, new in zip(pairs, *cases, strict=True):
        before, after = (from_document(Assessment, record.data) for record in (first, second))
        games.append(_game(before, after, old, new, engines))
    asked = {key: one for game in games if isinstance(game, _Game) for key, one in game.asked.items()}
    answers = engines.judged(asked)
    found = [_divided(game, answers, engines) if isinstance(game, _Game) else game for game in games]
    return [_told(one.turned() if back else one) for one, back in zip(found, turned, strict=True)]


def _order(record: AssessmentRecord) -> tuple[date, datetime, str]:
    return record.as_of, record.recorded_at, record.key


@dataclass(frozen=True, eq=False)
class _Engines:
    """The calibration in force, and every one that can be run, by version."""

    current: EngineSettings
    runnable: Mapping[str, EngineSettings]

    def nearest(self, version: str) -> str:
        """A version that can be run: itself, or else the one in force."""
        return version if version in self.runnable else self.current.version

    def judged(self, asked: Mapping[str, tuple[Case, str]]) -> dict[str, tuple[Case, Judgement]]:
        """Every case judged with the version that it asks for, those of one version in one batch."""
        found: dict[str, tuple[Case, Judgement]] = {}
        known = {**self.runnable, self.current.version: self.current}
        for version in sorted({version for _, version in asked.values()}):
            cases = {key: case for key, (case, own) in asked.items() if own == version}
            answers = judge(
                list(cases.values()), evidence_for=record_for, sensitivity=False, engine=known[version]
            )
            found |= {key: (case, answer) for (key, case), answer in zip(cases.items(), answers, strict=True)}
        return found


def _find_again(
    installation: Installation,
    pairs: Sequence[tuple[AssessmentRecord, AssessmentRecord]],
    found: list[TargetCase | None],
) -> None:
    """Look again, a little later, for what an earlier judgement rested on.

    A judgement is dated by its newest information. It may have been made as of a later day, on which another basis
    was in force: the last day before the judgement it is compared with is tried too.
    """
    astray = [
        (place, replace(first, as_of=second.as_of - timedelta(days=1)))
        for place, (first, second) in enumerate(pairs)
        if second.as_of > first.as_of and not _is_it(found[place], first)
    ]
    again = _cases(installation, [record for _, record in astray])
    for (place, _), item in zip(astray, again, strict=True):
        if _is_it(item, pairs[place][0]):
            found[place] = item


def _is_it(item: TargetCase | None, record: AssessmentRecord) -> bool:
    engine = (record.data.get("evidence") or {}).get("engine") or ENGINE_VERSION
    return item is not None and assessment_key(item.case, engine=engine) == record.key


def _cases(installation: Installation, records: Sequence[AssessmentRecord]) -> list[TargetCase | None]:
    """What each judgement rested on: of what was recorded by then, what was known on its day."""
    found: list[TargetCase | None] = [None] * len(records)
    waiting = list(enumerate(records))
    with installation.store.read() as session:
        while waiting:  # a target may be asked for at several moments
            turn: dict[str, int] = {}
            for place, record in waiting:
                turn.setdefault(record.target_id, place)
            moments = {id_: _moment(records[place]) for id_, place in turn.items()}
            for item in cases_in(session, bases_of=installation.bases_of, moments=moments):
                found[turn[item.entry.id]] = item
            waiting = [(place, record) for place, record in waiting if place not in turn.values()]
    return found


def _moment(record: AssessmentRecord) -> Moment:
    knowledge = (record.data.get("evidence") or {}).get("knowledge")
    return Moment(None if knowledge == Knowledge.CURRENT.value else record.as_of, record.recorded_at)


def _game(
    before: Assessment,
    after: Assessment,
    old: TargetCase | None,
    new: TargetCase | None,
    engines: _Engines,
) -> _Game | Explanation:
    ends = end_of(before), end_of(after)
    if before.components or after.components:
        return _unexplained(ends, after, Unexplained.SEVERAL_TARGETS)
    if before.probability is None or after.probability is None:
        comparison = None if old is None or new is None else Comparison(old.case, new.case)
        return _unexplained(ends, after, Unexplained.NO_PROBABILITY, comparison)
    if old is None or new is None:
        return _unexplained(ends, after, Unexplained.INPUTS_NOT_HELD)
    comparison = Comparison(old.case, new.case)
    game = _Game(before, after, comparison, comparison.changed)
    versions = [end.engine or engines.current.version for end in ends]
    if versions[0] != versions[1]:
        if all(version in engines.runnable for version in versions):
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


def _ask(game: _Game, case: Case, version: str) -> str:
    plain = replace(case, charted=False, elsewhere=())
    key = f"{game.seed}:{assessment_key(plain, engine=version)}"
    game.asked[key] = plain, version
    return key


def _divided(game: _Game, answers: Mapping[str, tuple[Case, Judgement]], engines: _Engines) -> Explanation:
    ends = end_of(game.before), end_of(game.after)
    stored = {"before": _stored(game.before), "after": _stored(game.after)}
    again = {name: _worth(*answers[key], seed=game.seed) for name, key in game.again.items()}
    judged_alike = not game.by_difference and all(end.engine in engines.runnable for end in ends)
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


def _told(explanation: Explanation) -> Explanation:
    return replace(explanation, statement=sentence(explanation))
