"""Makes the challengers of some series of a run; it reads, computes and writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from typing import TypeVar

from datasets.releases import known_as_of
from forecasting.engine import EngineSettings
from forecasting.errors import HeadwayError
from forecasting.recalibration.calibration import Calibration, DrivenBy
from forecasting.recalibration.challenge import Challenge, challenge, reach_of, search, tuned
from forecasting.recalibration.failures import NoChoiceMade, TooFewToCompare
from forecasting.recalibration.origins import PastOrigin, Replayed, replay_many
from service.documents import dumps
from service.operations.champions import champions_of
from service.operations.constants import Engine, engine_of
from service.operations.installation import Installation
from service.operations.judging import code_version
from service.operations.recalibration.choosing import TUNED, calibration_of, check_regressors
from service.operations.recalibration.documents import backtest_document, challenger_document
from service.operations.recalibration.past import (
    Subject,
    drivers_of,
    driving_today,
    past_origins,
    subject_of,
)
from service.operations.recalibration.plan import Place, Plan
from service.store.calibration_records import ItemOutcome
from service.store.reads.calibrations import champion, tried_since, versions_tried

T = TypeVar("T")
_UNFORESEEN = (ArithmeticError, ValueError, IndexError, KeyError)
CHUNK = 32
"""Series of one chunk, unless somebody asks for another size."""


@dataclass(frozen=True, slots=True)
class Challenger:
    """A challenger before it is kept: everything but who asked, why and when."""

    key: str
    version: str
    engine: str
    code_version: str
    as_of: date
    against: int
    predecessor: int | None
    tried: int
    change: float | None
    p: float | None
    p_adjusted: float | None
    document: str
    backtest: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one series: a challenger, the best of candidates none of which was better, or why there is none.

    What was no better is kept as rejected, so that it counts among those that were tried.
    """

    place: Place
    outcome: ItemOutcome
    challenger: Challenger | None = None
    code: str = ""
    message: str = ""


def chunks_of(series: Sequence[Place], *, size: int = CHUNK) -> Iterator[tuple[Place, ...]]:
    """The series of a run a chunk at a time."""
    for start in range(0, len(series), size):
        yield tuple(series[start : start + size])


def challenge_chunk(installation: Installation, plan: Plan, chunk: Sequence[Place]) -> list[Result]:
    """The challengers of some series, in their order; one bad series becomes a finding and the rest are answered.

    It only reads, so that it may be done again, anywhere; the same store gives the same results.
    """
    engine = engine_of(installation)
    ready = [_tried(place, partial(_prepared, installation, plan, place, engine)) for place in chunk]
    known = _together([one for one in ready if isinstance(one, _Ready)], engine.settings)
    return [
        one
        if isinstance(one, Result)
        else _tried(one.place, partial(_concluded, plan, one, engine, known.get(one.place)))
        for one in ready
    ]


def _tried(place: Place, step: Callable[[], T]) -> T | Result:
    try:
        return step()
    except HeadwayError as error:
        text = f"{error.message} {error.remedy}" if error.remedy else error.message
        return Result(place, ItemOutcome.FINDING, code=error.code, message=text)
    except _UNFORESEEN as error:
        # What no rule foresaw of one series must not take the others with it; the worker's log has the rest.
        return Result(
            place, ItemOutcome.FINDING, code="not_computable", message=f"{type(error).__name__}: {error}"
        )


def challenged(installation: Installation, plan: Plan, place: Place, *, engine: Engine) -> Result:
    """The challenger of one series. Raises what is wrong with the request or with the series."""
    return _concluded(plan, _prepared(installation, plan, place, engine), engine, None)


@dataclass(frozen=True, eq=False)
class _Ready:
    """A series made ready to be compared: its champion, what was asked, its past origins, and what was tried before."""

    place: Place
    subject: Subject
    own: Calibration
    asked: Calibration | None
    origins: list[PastOrigin]
    horizon: int
    against: int
    predecessor: int | None
    before: int
    versions: set[str]


def _together(ready: Sequence[_Ready], engine: EngineSettings) -> dict[Place, dict[str, Replayed]]:
    """Replays of many series at once, where the engine itself makes them: the same numbers, much sooner."""
    groups: dict[tuple[Calibration, int], list[_Ready]] = defaultdict(list)
    for one in ready:
        for calibration in {one.own, one.asked or one.own}:
            if not calibration.models:
                groups[calibration, one.horizon].append(one)
    found: dict[Place, dict[str, Replayed]] = defaultdict(dict)
    for (calibration, horizon), some in groups.items():
        try:
            replays = replay_many([one.origins for one in some], calibration, horizon=horizon, engine=engine)
        except (HeadwayError, *_UNFORESEEN):
            continue  # one of them is bad: each is then replayed alone, and that one says so
        for one, replayed in zip(some, replays, strict=True):
            found[one.place][calibration.version] = replayed
    return found


def _prepared(installation: Installation, plan: Plan, place: Place, engine: Engine) -> _Ready:
    request, choices = plan.request, plan.request.choices
    subject = subject_of(installation, *place, most_areas=request.most_areas)
    with installation.store.read() as session:
        standing = champion(session, place)
        against = 0 if standing is None else standing.version
        before = tried_since(session, place, against=against)
        known = versions_tried(session, place, against=against)
        # An area without a champion of its own is forecast with that of its indicator.
        own = champions_of(session, indicators=[place[0]]).of(*place)
    predecessor = None if standing is None else standing.calibration_id
    asked: Calibration | None = None
    drivers: tuple[DrivenBy, ...] = own.regressors
    if not choices.automatic:
        asked = calibration_of(choices, subject.longest[1], subject.breaks, own_constants=bool(engine.own))
        drivers = tuple(dict.fromkeys((*drivers, *asked.regressors)))
    held = drivers_of(installation, subject, drivers)
    origins = past_origins(
        installation, subject, origins=request.origins, horizon=request.horizon, drivers=drivers, held=held
    )
    if not origins:
        raise TooFewToCompare(
            f"“{'/'.join(part for part in place if part)}” has no past origin to compare forecasts from.",
            field="series",
            value=list(place),
            remedy="A longer series is needed before another calibration can be defended.",
        )
    if asked is not None and asked.regressors:
        now = driving_today(installation, subject, asked.regressors, held)
        check_regressors(asked, subject.longest[1], now, horizon=reach_of(origins))
    horizon = min(reach_of(origins), request.horizon or 10**6)
    return _Ready(place, subject, own, asked, origins, horizon, against, predecessor, before, known)


def _concluded(plan: Plan, one: _Ready, engine: Engine, known: Mapping[str, Replayed] | None) -> Result:
    place = one.place
    tune = plan.request.choices.spread == TUNED
    made = _made(one, tune, engine.settings, known)
    new = _challenger(one.subject, made, engine, one.against, one.predecessor)
    if made.searched and not _chosen_is_better(made):
        text = f"None of {len(made.searched)} candidates had a lower CRPS than the champion on the choosing origins."
        return Result(place, ItemOutcome.NOTHING_BETTER, new, code="nothing_better", message=text)
    return Result(place, ItemOutcome.CHALLENGER, new)


def _made(one: _Ready, tune: bool, engine: EngineSettings, known: Mapping[str, Replayed] | None) -> Challenge:
    origins, horizon, asked = one.origins, one.horizon, one.asked
    if asked is None:
        return search(
            origins, champion=one.own, tried_before=one.before, engine=engine, horizon=horizon, known=known
        )
    if tune:
        asked = tuned(origins, asked, engine=engine, horizon=horizon)
    if asked == one.own:
        raise NoChoiceMade(
            "The challenger would be the champion itself.",
            field="choices",
            value=dict.fromkeys(asked.choices),
            remedy="Choose something else, or nothing to have candidates searched.",
        )
    # The same challenger again is not one more that was tried.
    tried = one.before - 1 if asked.version in one.versions else one.before
    return challenge(
        origins,
        asked,
        champion=one.own,
        tried_before=max(tried, 0),
        engine=engine,
        horizon=horizon,
        known=known,
    )


def _chosen_is_better(made: Challenge) -> bool:
    ratio = next(one.ratio for one in made.searched if one.calibration == made.calibration)
    return ratio is not None and ratio < 1


def _challenger(
    subject: Subject, made: Challenge, engine: Engine, against: int, predecessor: int | None
) -> Challenger:
    line = made.comparison.of("crps")
    version, code, as_of = made.calibration.version, code_version(), _as_of(subject)
    identity = (
        subject.indicator, subject.area, version, str(against), engine.name, code, as_of.isoformat(), subject.digest
    )  # fmt: skip
    relative = None
    if line is not None and line.champion:
        relative = line.difference.value / line.champion
    return Challenger(
        key=sha256("\x1f".join(identity).encode()).hexdigest(),
        version=version,
        engine=engine.name,
        code_version=code,
        as_of=as_of,
        against=against,
        predecessor=predecessor,
        tried=made.comparison.tried,
        change=relative,
        p=None if line is None else line.difference.p,
        p_adjusted=None if line is None else line.p_adjusted,
        document=dumps(challenger_document(subject, made, engine)).decode(),
        backtest=dumps(backtest_document(made)).decode(),
    )


def _as_of(subject: Subject) -> date:
    """The newest day on which any of the figures became known."""
    days = [
        one.known_on
        for item in subject.items
        for one in known_as_of(item.observations, as_of=None, lag_days=item.entry.lag_days, bases=())
    ]
    return max(days)
