"""What drives a series from outside, and how uncertain its own future is.

A leading indicator (housing starts before completions) is known for some periods beyond the series and
must be forecast after that. Its future is drawn as whole paths by the default engine, so that a forecast
that leans on it carries its uncertainty too. Calendar effects and interventions are known for all time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.dependence import correlation
from forecasting.engine import forecast_batch
from forecasting.gathering import gathered
from forecasting.margins import Margins
from forecasting.models.failures import ModelFailed
from forecasting.models.history import Floats, History
from forecasting.models.interventions import Intervention
from forecasting.models.window import Window
from forecasting.paths import draw
from forecasting.series import Series

_REPLICATES, _SIZE = 2, 128
_LEAST_COMMON = 8


@dataclass(frozen=True, eq=False)
class Regressor:
    """An outside series, aligned with a history: ``values[0]`` belongs to the history's first period.

    It acts ``lag`` periods later. ``lead`` is how many periods beyond the newest value of the history are
    usually published by then; ``certain`` marks what is known for all time, such as working days.
    ``season`` is that of the regressor, for its own forecast.
    """

    name: str
    values: Floats
    lag: int = 0
    lead: int = 0
    certain: bool = False
    season: int = 1

    @classmethod
    def of(cls, outside: Series, *, series: Series, lag: int = 0, first_step: int = 0) -> Regressor:
        """An outside series lined up with the history of another; one of shorter periods is gathered first.

        Its lead is how far it reaches beyond the series today. ``first_step`` is where the history
        begins on the grid of the series. Raises PeriodsNotComparable where its periods do not make up those
        of the series.
        """
        outside = gathered(outside, series.frequency)
        offset = series.step_of(outside.periods[0]) - first_step
        values = np.concatenate([np.full(max(offset, 0), np.nan), outside.dense[max(-offset, 0) :]])
        lead = max(0, len(values) - (len(series.dense) - first_step))
        return cls(outside.indicator.id, values, lag=lag, lead=lead, season=outside.season)


@dataclass(frozen=True, eq=False)
class Design:
    """Regressors over the window and over the horizon: K columns, each from its first value in its own spread."""

    past: Floats
    """Shape (n, K)."""
    usable: NDArray[np.bool_]
    """False where a lagged regressor did not exist yet, shape (n,): the value there is not fitted."""
    future: Floats
    """Expected values, shape (H, K)."""
    draws: Floats
    """Paths of the future, shape (R, H, K); R is 1 where all is certain."""

    @property
    def columns(self) -> int:
        """How many regressors there are."""
        return int(self.past.shape[1])

    def effect(self, coefficients: Floats, covariance: Floats, *, seed: int) -> tuple[Floats, Floats]:
        """Mean and variance of the regressors' contribution at each horizon, each (H,).

        Paths of the regressors are drawn together with coefficients from their estimated distribution.
        A coefficient's error acts through the change since the last period: what the regressors did
        before is already in the level of the series.
        """
        mean = self.future @ coefficients
        rng = np.random.default_rng([seed, 1])
        root = _square_root(covariance)
        half = rng.standard_normal((_REPLICATES * _SIZE // 2, self.columns)) @ root.T
        errors = np.concatenate([half, -half])
        draws = np.broadcast_to(self.draws, (len(errors), *self.draws.shape[1:]))
        moved = draws - self.past[-1]
        effects = (draws - self.future) @ coefficients + np.einsum("rhk,rk->rh", moved, errors)
        return mean, (effects**2).mean(0)


def design(
    window: Window,
    *,
    horizon: int,
    regressors: Sequence[Regressor] = (),
    interventions: Sequence[Intervention] = (),
    seed: int = 0,
) -> Design | None:
    """Lay the regressors out beside a window and ``horizon`` periods beyond it; None where there are none.

    Nothing beyond the end of the window and the declared lead is looked at, so that a replay from a past
    origin knows what was known then. Raises ModelFailed for a regressor that is too short, has too few values
    in common with the series, or does not change inside the window (its effect cannot be told from the level).
    """
    if not regressors and not interventions:
        return None
    n, stop = len(window), window.first + len(window)
    columns: list[tuple[Floats, Floats, Floats, int]] = []
    for number, regressor in enumerate(regressors):
        known, draws = _paths(window, regressor, stop=stop, horizon=horizon, seed=seed + 7 * number)
        whole = np.concatenate([np.broadcast_to(known, (len(draws), len(known))), draws], axis=1)
        start = window.first - regressor.lag
        before = np.repeat(whole[:, :1], max(0, -start), axis=1)
        placed = np.concatenate([before, whole[:, max(start, 0) :]], axis=1)[:, : n + horizon]
        # Before its own first value there is nothing to say what it did: the series is not fitted there.
        early = max(0, _begins(regressor) - start)
        columns.append((placed[:, :n].mean(0), placed[:, n:].mean(0), placed[:, n:], early))
    for item in interventions:
        values = item.values(stop + horizon)[window.first :]
        columns.append((values[:n], values[n:], values[None, n:], 0))
    _enough(window, regressors, max(early for *_, early in columns))
    names = [*(r.name for r in regressors), *(i.name for i in interventions)]
    for name, (past, _, _, early) in zip(names, columns, strict=True):
        if early >= n or np.ptp(past[early:]) == 0:
            raise ModelFailed(
                window.model,
                "regressor_constant",
                f"“{name}” does not change where the series has values, so its effect cannot be estimated.",
                value=name,
            )
    size = max(len(draws) for *_, draws, _ in columns)
    past = np.stack([past for past, *_ in columns], axis=1)
    future = np.stack([mean for _, mean, *_ in columns], axis=1)
    draws = np.stack([np.broadcast_to(draws, (size, horizon)) for *_, draws, _ in columns], axis=2)
    shift, scale = past[0].copy(), past.std(0)  # an optimiser wants numbers near one
    return Design(
        past=(past - shift) / scale,
        usable=np.arange(n) >= max(early for *_, early in columns),
        future=(future - shift) / scale,
        draws=(draws - shift) / scale,
    )


def _enough(window: Window, regressors: Sequence[Regressor], early: int) -> None:
    """Refuse an effect that would be read off a handful of values: each regressor costs one, and eight must be left."""
    common = int(np.isfinite(window.values[early:]).sum())
    if regressors and common < _LEAST_COMMON + len(regressors):
        name = max(regressors, key=_begins).name
        raise ModelFailed(
            window.model,
            "regressor_short",
            f"“{name}” and the series have {common} values in common; {_LEAST_COMMON + len(regressors)} are needed.",
            value=name,
        )


def _begins(regressor: Regressor) -> int:
    """Where the first known value of a regressor stands."""
    known = np.flatnonzero(np.isfinite(np.asarray(regressor.values, dtype=float)))
    return int(known[0]) if len(known) else 0


def _paths(
    window: Window, regressor: Regressor, *, stop: int, horizon: int, seed: int
) -> tuple[Floats, Floats]:
    """Known values from the history's start, and drawn values (R, ·) as far as the horizon needs them."""
    values = np.asarray(regressor.values, dtype=float)
    needed = stop + horizon - regressor.lag
    if regressor.certain:
        if len(values) < needed or not np.isfinite(values[:needed]).all():
            raise ModelFailed(
                window.model,
                "regressor_short",
                f"“{regressor.name}” is said to be certain but does not reach over the whole horizon.",
                value=regressor.name,
            )
        return values[:needed], np.empty((1, 0))
    values = values[: stop + regressor.lead]
    observed = np.flatnonzero(np.isfinite(values))
    if len(observed) < 3:
        raise ModelFailed(
            window.model,
            "regressor_short",
            f"“{regressor.name}” has fewer than three values by the end of the series.",
            value=regressor.name,
        )
    known = np.interp(np.arange(observed[-1] + 1), observed, values[observed])[:needed]
    missing = needed - len(known)
    if missing <= 0:
        return known, np.empty((1, 0))
    ahead = forecast_batch([History(values[: observed[-1] + 1], season=regressor.season)], horizon=missing)
    if not ahead.ok[0]:
        raise ModelFailed(
            window.model,
            "regressor_unforecastable",
            f"“{regressor.name}” cannot itself be forecast ({ahead.reason[0]}).",
            value=regressor.name,
        )
    margins = Margins(ahead.quantiles[0], float(ahead.tail[0]))
    links = correlation(ahead.dependence[0], missing)
    return known, draw(margins, links, seed=seed, replicates=_REPLICATES, size=_SIZE).values


def harmonics(*, season: int, pairs: int, first: int, count: int) -> Floats:
    """Sine and cosine waves of a long season, shape (count, 2 · pairs): a smooth season of few numbers."""
    turn = 2 * np.pi * np.outer(first + np.arange(count), np.arange(1, pairs + 1)) / season
    return np.concatenate([np.sin(turn), np.cos(turn)], axis=1)


def _square_root(covariance: Floats) -> Floats:
    """A factor F with F Fᵀ = covariance, also where a numerical Hessian left it not quite definite."""
    values, vectors = np.linalg.eigh(0.5 * (covariance + covariance.T))
    return np.asarray(vectors * np.sqrt(np.clip(values, 0.0, None)))
