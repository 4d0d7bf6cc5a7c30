"""Replays past origins with the engine and scores what it said against what happened.

A whole catalogue takes seconds: origins of one season and length are forecast together, and one origin's
score depends on that origin alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from forecasting import scores
from forecasting.engine import DEFAULT, EngineSettings, forecast_batch, in_batches
from forecasting.judging.margin_rows import MarginRows
from forecasting.margins import MEDIAN
from forecasting.models.history import Floats
from forecasting.past_forecasts import RISING, TARGETS, Origin, Scored

Progress = Callable[[int, int], None]

_TOGETHER = 512
_MEASURES = (
    "crps",
    "interval_80",
    "interval_95",
    "inside_50",
    "inside_80",
    "inside_95",
    "pit",
    "bias",
    "change_error",
)


def replay(
    origins: Sequence[Origin],
    *,
    horizon: int,
    engine: EngineSettings = DEFAULT,
    progress: Progress | None = None,
) -> Scored:
    """Forecast every origin ``horizon`` periods ahead and score it; outcomes beyond the horizon are passed over.

    Raises ValueError for a horizon below one; never for a series, whose reason is kept instead.
    """
    count = len(origins)
    table = {name: np.full((count, horizon), np.nan) for name in _MEASURES}
    said, met = (np.full((count, horizon, TARGETS), np.nan) for _ in range(2))
    reasons: list[str | None] = [None] * count
    done = 0
    for rows in in_batches([origin.history for origin in origins], size=_TOGETHER):
        here = [origins[row] for row in rows.tolist()]
        batch = forecast_batch([origin.history for origin in here], horizon=horizon, engine=engine)
        outcomes = np.stack([_cut(origin.outcomes, horizon) for origin in here])
        quantiles = widened(batch.quantiles, here)
        for name, values in _measured(quantiles, outcomes, here).items():
            table[name][rows] = values
        table["pit"][rows], said[rows], met[rows] = _probabilities(batch.tail, quantiles, outcomes, here)
        for place, row in enumerate(rows.tolist()):
            reasons[row] = batch.reason[place]
        done += len(rows)
        if progress is not None:
            progress(done, count)
    return _scored(origins, reasons, said=said, met=met, **table)


def score(
    origins: Sequence[Origin], *, quantiles: Floats, tail: Floats, reasons: Sequence[str | None]
) -> Scored:
    """What forecasts made in any way from these origins were worth; quantiles (N, H, P), tails (N,).

    The unit of the errors and the targets tried are those of the origins, whatever the forecasts were made from.
    """
    outcomes = np.stack([_cut(origin.outcomes, quantiles.shape[1]) for origin in origins])
    pit, said, met = _probabilities(tail, quantiles, outcomes, origins)
    measures = _measured(quantiles, outcomes, origins)
    return _scored(origins, reasons, pit=pit, said=said, met=met, **measures)


def _scored(origins: Sequence[Origin], reasons: Sequence[str | None], **table: Floats) -> Scored:
    return Scored(
        cluster=tuple(origin.cluster for origin in origins),
        frequency_class=tuple(origin.frequency_class for origin in origins),
        footing=tuple(origin.footing for origin in origins),
        length=np.array([origin.length for origin in origins], dtype=np.intp),
        reasons=tuple(reasons),
        **table,
    )


def _cut(outcomes: Floats, horizon: int) -> Floats:
    row = np.full(horizon, np.nan)
    held = min(horizon, len(outcomes))
    row[:held] = outcomes[:held]
    return row


def widened(quantiles: Floats, origins: Sequence[Origin]) -> Floats:
    """Quantiles (N, H, P) with the spread that each origin asks for, kept within its bounds."""
    factor = np.array([origin.widening for origin in origins])[:, None, None]
    if np.all(factor == 1):
        return quantiles
    lower, upper = (bound[:, None, None] for bound in _bounds(origins))
    middle = quantiles[:, :, MEDIAN, None]
    return np.where(factor == 1, quantiles, np.clip(middle + factor * (quantiles - middle), lower, upper))


def _bounds(origins: Sequence[Origin]) -> tuple[Floats, Floats]:
    """Hard bounds of each origin, infinite where there are none; a counter starts from where it stands."""
    lower = [
        origin.last
        if origin.history.monotone
        else -np.inf
        if origin.history.lower is None
        else origin.history.lower
        for origin in origins
    ]
    upper = [np.inf if origin.history.upper is None else origin.history.upper for origin in origins]
    return np.array(lower, dtype=float), np.array(upper, dtype=float)


def _measured(quantiles: Floats, outcomes: Floats, origins: Sequence[Origin]) -> dict[str, Floats]:
    scale = np.array(
        [scores.naive_scale(origin.history.values, season=origin.history.season) for origin in origins]
    )[:, None]
    known = np.isfinite(quantiles[..., MEDIAN]) & np.isfinite(outcomes)
    last = np.array([origin.last for origin in origins])

    def held(coverage: float) -> Floats:
        return np.where(known, scores.inside(quantiles, outcomes, coverage=coverage), np.nan)

    return {
        "crps": scores.crps(quantiles, outcomes) / scale,
        "interval_80": scores.interval_score(quantiles, outcomes, coverage=0.8) / scale,
        "interval_95": scores.interval_score(quantiles, outcomes, coverage=0.95) / scale,
        "inside_50": held(0.5),
        "inside_80": held(0.8),
        "inside_95": held(0.95),
        "bias": scores.bias(quantiles, outcomes) / scale,
        "change_error": scores.change_error(quantiles, outcomes, last=last) / scale,
    }


def _probabilities(
    tail: Floats, quantiles: Floats, outcomes: Floats, origins: Sequence[Origin]
) -> tuple[Floats, Floats, Floats]:
    """PIT (N, H), and for the targets tried the probability given and whether each was met, (N, H, T)."""
    count, horizon = outcomes.shape
    pit = np.full(outcomes.shape, np.nan)
    said, met = (np.full((count, horizon, TARGETS), np.nan) for _ in range(2))
    place = np.nonzero(np.isfinite(quantiles[..., MEDIAN]) & np.isfinite(outcomes))
    if not len(place[0]):
        return pit, said, met
    lower, upper = _bounds(origins)
    rows = MarginRows(quantiles[place], tail[place[0]], lower[place[0]], upper[place[0]])
    seen = outcomes[place]
    # On an atom the middle of the jump, so that no chance is needed.
    pit[place] = 0.5 * (rows.cdf(seen) + rows.below(seen))
    tried = np.stack([origin.targets(horizon) for origin in origins])[place]
    for target, rising in enumerate(RISING.tolist()):
        value = tried[:, target]
        asked = np.flatnonzero(np.isfinite(value))
        some, wanted = rows.take(asked), value[asked]
        index = (place[0][asked], place[1][asked], np.full(len(asked), target))
        said[index] = 1 - some.below(wanted) if rising else some.cdf(wanted)
        met[index] = seen[asked] >= wanted if rising else seen[asked] <= wanted
    return pit, said, met
