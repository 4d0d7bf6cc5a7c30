"""Weights for the chosen families, earned in a replay of the series itself.

With c_k the mean scaled CRPS of family k over N origins, weights are a compromise between 1 / c_k and
equality, N / (N + 8) to 8 / (N + 8): a dozen origins of one series tell little. A family gets a weight only
if it answered from every origin and scored no worse than the yardstick, the simplest stand-in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.backtest import Replays, TooFewOrigins, backtest
from forecasting.families import FALLBACK, chosen
from forecasting.models.base import Model
from forecasting.models.calendar import Calendar
from forecasting.models.history import History

FEWEST = 3
_PRIOR = 8.0
_SEASONAL, _PLAIN = FALLBACK


@dataclass(frozen=True, eq=False)
class Weighing:
    """Weights by family, and the evidence they rest on.

    ``earned`` is false where the series was too short to replay, or no family beat the yardstick: the
    weights are then equal. ``scores`` are mean scaled CRPS, the yardstick's among them.
    """

    weights: dict[str, float]
    scores: dict[str, float]
    origins: int
    earned: bool


def weigh_by_backtest(
    history: History,
    *,
    models: Sequence[str | Model],
    origins: int = 8,
    horizon: int | None = None,
    calendar: Calendar | None = None,
) -> Weighing:
    """Weigh families by their record on this series from the latest ``origins`` origins, at least three.

    ``horizon`` is how far each replay looks (None: a sixth of the history, one season at most).
    """
    families = chosen(models, calendar=calendar)
    names = [family.name for family in families]
    equal = {name: 1 / len(names) for name in names}
    ahead = horizon or max(1, min(len(history.values) // 6, max(history.season, 4)))
    yardstick = _SEASONAL if history.season > 1 else _PLAIN
    contenders: list[str | Model] = [*families, *([] if yardstick in names else [yardstick])]
    replayed = _replayed(history, contenders, ahead, max(origins, FEWEST), calendar)
    if replayed is None:
        return Weighing(equal, {}, 0, earned=False)
    count = len(next(iter(replayed.values())).origins)
    scores = {name: item.measures().crps for name, item in replayed.items()}
    bar = scores[yardstick]
    worthy = [
        name
        for name in names
        if replayed[name].answered == count and np.isfinite(scores[name]) and scores[name] <= bar
    ]
    if not worthy or not np.isfinite(bar):
        return Weighing(equal, scores, count, earned=False)
    inverse = np.array([1 / max(scores[name], 1e-9) for name in worthy])
    share = count / (count + _PRIOR)
    blended = share * inverse / inverse.sum() + (1 - share) / len(worthy)
    weights = dict.fromkeys(names, 0.0) | dict(zip(worthy, blended.tolist(), strict=True))
    return Weighing(weights, scores, count, earned=True)


def _replayed(
    history: History,
    models: Sequence[str | Model],
    horizon: int,
    origins: int,
    calendar: Calendar | None,
) -> dict[str, Replays] | None:
    """Replays from as many origins as the series allows, or None below three."""
    for count in range(origins, FEWEST - 1, -1):
        try:
            return backtest(history, models=models, horizon=horizon, origins=count, calendar=calendar)
        except TooFewOrigins:
            continue
    return None
