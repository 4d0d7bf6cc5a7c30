"""Makes challengers: one that an analyst chose, or the best of the declared candidates, beside the champion."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from forecasting.engine import DEFAULT, EngineSettings
from forecasting.judging.treatments import Scale
from forecasting.recalibration.calibration import SHIPPED, Calibration, Spread
from forecasting.recalibration.comparison import Comparison, Split, compare, split
from forecasting.recalibration.failures import ModelCannotFit, NothingLeft, TooFewToCompare
from forecasting.recalibration.origins import NOT_YET, TOO_FEW, PastOrigin, Replayed, replay_with

LEAST_ORIGINS = 4
"""Fewest origins that can be parted into some that choose and some that confirm."""
FACTORS = (0.7, 0.8, 0.9, 1.1, 1.2, 1.35, 1.5)
"""Widths of the spread that ``tuned`` tries on the choosing origins, beside the width as it is."""
CANDIDATES: tuple[tuple[str, Calibration], ...] = (
    ("engine on the logarithmic scale", Calibration(scale=Scale.LOGARITHMIC)),
    ("engine on the raw scale", Calibration(scale=Scale.RAW)),
    ("engine, a fifth narrower", Calibration(spread=Spread(factor=0.8))),
    ("engine, a fifth wider", Calibration(spread=Spread(factor=1.2))),
    ("Theta", Calibration(models=("theta",))),
    ("ETS", Calibration(models=("ets",))),
    ("engine and Theta", Calibration(models=("grid", "theta"))),
    ("engine, ETS and Theta", Calibration(models=("grid", "ets", "theta"))),
    ("drift", Calibration(models=("drift",))),
)
"""What an automatic search tries, declared here before any result is seen."""


@dataclass(frozen=True, eq=False)
class Tried:
    """One candidate of a search: its mean CRPS on the choosing origins over the champion's (None: no answer)."""

    name: str
    calibration: Calibration
    ratio: float | None


@dataclass(frozen=True, eq=False)
class Challenge:
    """A challenger with its backtest beside the champion's.

    ``searched`` are the candidates of a search (empty where the challenger was chosen by a person), ``confirming``
    says which origins chose nothing.
    """

    calibration: Calibration
    champion: Calibration
    comparison: Comparison
    origins: tuple[PastOrigin, ...]
    parts: Split
    champion_replay: Replayed
    challenger_replay: Replayed
    searched: tuple[Tried, ...] = ()

    @property
    def improves(self) -> bool:
        """Whether the mean CRPS is lower on the origins that chose nothing."""
        line = self.comparison.of("crps")
        return line is not None and line.difference.value < 0


def reach_of(origins: Sequence[PastOrigin]) -> int:
    """How far the outcomes of any origin reach."""
    return max(int(np.flatnonzero(np.isfinite(one.origin.outcomes))[-1]) + 1 for one in origins)


def challenge(
    origins: Sequence[PastOrigin],
    calibration: Calibration,
    *,
    champion: Calibration = SHIPPED,
    tried_before: int = 0,
    engine: EngineSettings = DEFAULT,
    horizon: int | None = None,
    known: Mapping[str, Replayed] | None = None,
) -> Challenge:
    """The challenger that an analyst chose, beside the champion on the same origins (one series or several).

    ``known`` are replays of these origins that were made before, by the version of the calibration. Raises TooFewToCompare, NothingLeft or ModelCannotFit.
    """
    parts, ahead = _parted(origins, horizon)
    return _challenged(
        origins,
        calibration,
        champion,
        _replayed(origins, champion, ahead, engine, known),
        parts,
        ahead,
        tried_before + 1,
        engine,
        known,
    )


def search(
    origins: Sequence[PastOrigin],
    *,
    champion: Calibration = SHIPPED,
    candidates: Sequence[tuple[str, Calibration]] = CANDIDATES,
    tried_before: int = 0,
    engine: EngineSettings = DEFAULT,
    horizon: int | None = None,
    known: Mapping[str, Replayed] | None = None,
) -> Challenge:
    """The candidate with the lowest CRPS on the choosing origins, compared on the others.

    All candidates that could be tried count as challengers. Raises TooFewToCompare, or ModelCannotFit where no
    candidate has an answer.
    """
    parts, ahead = _parted(origins, horizon)
    own = _replayed(origins, champion, ahead, engine, known)
    tried = [
        Tried(name, candidate, _ratio_of(origins, own, candidate, parts, ahead, engine))
        for name, candidate in candidates
        if candidate != champion
    ]
    best = min(
        (one for one in tried if one.ratio is not None), key=lambda one: one.ratio or 0.0, default=None
    )
    if best is None:
        raise ModelCannotFit(
            "None of the candidates could be compared with the champion.",
            field="models",
            remedy="Name models that can be fitted to so short a series.",
        )
    count = tried_before + sum(one.ratio is not None for one in tried)
    made = _challenged(
        origins,
        best.calibration,
        champion,
        own,
        parts,
        ahead,
        count,
        engine,
        known,
    )
    return replace(made, searched=tuple(tried))


def tuned(
    origins: Sequence[PastOrigin],
    calibration: Calibration,
    *,
    engine: EngineSettings = DEFAULT,
    horizon: int | None = None,
) -> Calibration:
    """The calibration with the width of its spread that had the lowest CRPS on the choosing origins.

    Raises TooFewToCompare.
    """
    parts, ahead = _parted(origins, horizon)
    own = replay_with(origins, calibration, horizon=ahead, engine=engine)
    best, lowest = calibration, 1.0
    for factor in FACTORS:
        other = replace(
            calibration, spread=replace(calibration.spread, factor=calibration.spread.factor * factor)
        )
        ratio = _ratio_of(origins, own, other, parts, ahead, engine)
        if ratio is not None and ratio < lowest:
            best, lowest = other, ratio
    return best


def _replayed(
    origins: Sequence[PastOrigin],
    calibration: Calibration,
    horizon: int,
    engine: EngineSettings,
    known: Mapping[str, Replayed] | None,
) -> Replayed:
    held = (known or {}).get(calibration.version)
    if held is not None and held.quantiles.shape[:2] == (len(origins), horizon):
        return held
    return replay_with(origins, calibration, horizon=horizon, engine=engine)


def _parted(origins: Sequence[PastOrigin], horizon: int | None) -> tuple[Split, int]:
    moments = {one.period.end for one in origins}
    if len(moments) < LEAST_ORIGINS:
        raise TooFewToCompare(
            f"The series has {len(moments)} past origins; {LEAST_ORIGINS} are needed to choose on some and confirm "
            "on others.",
            field="origins",
            value=len(moments),
            remedy="A longer series is needed before another calibration can be defended.",
        )
    ahead = min(reach_of(origins), horizon or 10**6)
    return split([_place(one) for one in origins], horizon=ahead), ahead


def _place(one: PastOrigin) -> int:
    """Where an origin stands on one grid of steps that all series of its frequency share."""
    end, steps = one.period.end, one.grid.steps_per_year
    if steps > 12:
        return end.toordinal() // (7 if steps < 100 else 1)
    return math.floor((end.year * 12 + end.month) * steps / 12)


def _ratio_of(
    origins: Sequence[PastOrigin],
    champion: Replayed,
    candidate: Calibration,
    parts: Split,
    horizon: int,
    engine: EngineSettings,
) -> float | None:
    """The mean CRPS of a candidate over the champion's on the choosing origins; the others it never sees."""
    rows = np.flatnonzero((parts.choosing[:, None] & parts.known & np.isfinite(champion.scored.crps)).any(1))
    if not len(rows):
        return None
    found = replay_with([origins[row] for row in rows.tolist()], candidate, horizon=horizon, engine=engine)
    old, new, used = champion.scored.crps[rows], found.scored.crps, parts.known[rows]
    both = np.isfinite(old) & np.isfinite(new) & used
    # One that has no answer where the champion has one is not the better for it.
    if not both.any() or both.sum() < 0.5 * (np.isfinite(old) & used).sum():
        return None
    lowest = float(old[both].mean())
    return float(new[both].mean()) / lowest if lowest > 0 else None


def _challenged(
    origins: Sequence[PastOrigin],
    calibration: Calibration,
    champion: Calibration,
    own: Replayed,
    parts: Split,
    horizon: int,
    tried: int,
    engine: EngineSettings,
    known: Mapping[str, Replayed] | None,
) -> Challenge:
    found = _replayed(origins, calibration, horizon, engine, known)
    reasons = [reason for reason in found.scored.reasons if reason is not None]
    if len(reasons) == len(origins):
        if set(reasons) <= {TOO_FEW, NOT_YET}:
            raise NothingLeft(
                "What is left out leaves fewer than five values at every past origin since it takes effect.",
                field="since",
                remedy="Leave out less.",
            )
        raise ModelCannotFit(
            f"None of the chosen models can be fitted to this series ({reasons[0]}).",
            field="models",
            value=list(calibration.models),
            remedy="Choose other models.",
        )
    comparison = compare(own.scored, found.scored, parts, tried=tried)
    return Challenge(calibration, champion, comparison, tuple(origins), parts, own, found)
