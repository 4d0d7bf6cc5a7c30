"""Why judgements moved: every mixture of causes judged in one batch, and the shares of each cause kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from forecasting.assessment import Assessment, Knowledge
from forecasting.engine import ENGINE_VERSION
from forecasting.explained import Explanation
from forecasting.explained_words import sentence
from forecasting.judging.identity import assessment_key
from service.documents import from_document
from service.operations.calibrations import engines_of
from service.operations.cases import Moment, TargetCase, cases_in
from service.operations.dividing import Division, divided, division_of
from service.operations.embargoes import ahead
from service.operations.installation import Installation
from service.store.reads.assessments import current_assessments, previous_assessments
from service.store.reads.explanations import explained_pairs
from service.store.records import AssessmentRecord
from service.store.writes.explanations import save_explanations


def explain_changes(
    installation: Installation, *, recorded: datetime, targets: Sequence[str] | None = None
) -> list[Explanation]:
    """Explain what moved each target between its last judgement but one and its current one, and keep it.

    What is explained already is left alone. Only targets named are looked at (None: all). What moves a judgement that
    rests on figures under embargo is kept as well, and seen when that judgement is.
    """
    now = installation.at(recorded)
    found = _explained(now, recorded=recorded, targets=targets)
    among = None if targets is None else set(targets)
    for then in ahead(now, recorded=recorded, among=among):
        _explained(then.installation, recorded=recorded, targets=then.targets)
    return found


def _explained(
    installation: Installation, *, recorded: datetime, targets: Sequence[str] | None
) -> list[Explanation]:
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
    named = [name for pair in pairs for one in pair if (name := _engine(one)) is not None]
    engines = engines_of(installation, named=named)
    games: list[Division | Explanation] = []
    for (first, second), old, new in zip(pairs, *cases, strict=True):
        judged = from_document(Assessment, first.data), from_document(Assessment, second.data)
        games.append(division_of(judged, (old, new), engines=engines))
    asked = {key: one for game in games if isinstance(game, Division) for key, one in game.asked.items()}
    answers = engines.judged(asked)
    found = [divided(game, answers, engines) if isinstance(game, Division) else game for game in games]
    return [_told(one.turned() if back else one) for one, back in zip(found, turned, strict=True)]


def _order(record: AssessmentRecord) -> tuple[date, datetime, str]:
    return record.as_of, record.recorded_at, record.key


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
    engine = _engine(record) or ENGINE_VERSION
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
    as_of = None if knowledge == Knowledge.CURRENT.value else record.as_of
    return Moment(as_of, record.recorded_at, _engine(record) or ENGINE_VERSION)


def _engine(record: AssessmentRecord) -> str | None:
    return (record.data.get("evidence") or {}).get("engine") or None


def _told(explanation: Explanation) -> Explanation:
    return replace(explanation, statement=sentence(explanation))
