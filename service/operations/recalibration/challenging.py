"""Makes the challengers of some series of a run; it reads, computes and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from datasets.releases import known_as_of
from forecasting.engine import EngineSettings
from forecasting.errors import HeadwayError
from forecasting.recalibration.calibration import Calibration, DrivenBy
from forecasting.recalibration.challenge import Challenge, challenge, reach_of, search, tuned
from forecasting.recalibration.failures import NoChoiceMade, TooFewToCompare
from forecasting.recalibration.origins import PastOrigin
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

CHUNK = 8
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
    return [_result(installation, plan, place, engine) for place in chunk]


def _result(installation: Installation, plan: Plan, place: Place, engine: Engine) -> Result:
    try:
        return challenged(installation, plan, place, engine=engine)
    except HeadwayError as error:
        text = f"{error.message} {error.remedy}" if error.remedy else error.message
        return Result(place, ItemOutcome.FINDING, code=error.code, message=text)
    except (ArithmeticError, ValueError, IndexError, KeyError) as error:
        # What no rule foresaw of one series must not take the others with it; the worker's log has the rest.
        return Result(
            place, ItemOutcome.FINDING, code="not_computable", message=f"{type(error).__name__}: {error}"
        )


def challenged(installation: Installation, plan: Plan, place: Place, *, engine: Engine) -> Result:
    """The challenger of one series. Raises what is wrong with the request or with the series."""
    request, choices = plan.request, plan.request.choices
    subject = subject_of(installation, *place)
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
    made = _made(
        origins, asked, own, choices.spread == TUNED, before, known, engine.settings, request.horizon
    )
    new = _challenger(subject, made, engine, against, predecessor)
    if made.searched and not _chosen_is_better(made):
        text = f"None of {len(made.searched)} candidates had a lower CRPS than the champion on the choosing origins."
        return Result(place, ItemOutcome.NOTHING_BETTER, new, code="nothing_better", message=text)
    return Result(place, ItemOutcome.CHALLENGER, new)


def _made(
    origins: Sequence[PastOrigin],
    asked: Calibration | None,
    own: Calibration,
    tune: bool,
    before: int,
    known: set[str],
    engine: EngineSettings,
    horizon: int | None,
) -> Challenge:
    if asked is None:
        return search(origins, champion=own, tried_before=before, engine=engine, horizon=horizon)
    if tune:
        asked = tuned(origins, asked, engine=engine, horizon=horizon)
    if asked == own:
        raise NoChoiceMade(
            "The challenger would be the champion itself.",
            field="choices",
            value=dict.fromkeys(asked.choices),
            remedy="Choose something else, or nothing to have candidates searched.",
        )
    # The same challenger again is not one more that was tried.
    tried = before - 1 if asked.version in known else before
    return challenge(origins, asked, champion=own, tried_before=max(tried, 0), engine=engine, horizon=horizon)


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
