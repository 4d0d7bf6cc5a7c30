"""Replays a series from past origins: what each family would have said, and what then happened.

From every origin a family sees the values up to it and nothing later. This is over periods; a replay over
releases, with the values as they were first published, is built on the same measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from forecasting import scores
from forecasting.errors import ForecastError
from forecasting.families import chosen, forecast_with
from forecasting.margins import LEVELS, Margins
from forecasting.models.base import Model
from forecasting.models.calendar import Calendar
from forecasting.models.history import Floats, History

_LEAST = 5
"""Fewest observed values an origin must leave to learn from."""
_CHANGES = (-0.2, -0.1, -0.05, 0.05, 0.1, 0.2)
"""Targets tried at each origin: this share above (at least) or below (at most) the last level of the season."""


class TooFewOrigins(ForecastError):
    """The series is too short to be replayed from as many origins as asked for."""

    code = "too_few_origins"


@dataclass(frozen=True)
class Measures:
    """The scores of one family over its replays, or over one horizon of them; NaN where nothing was scored.

    ``crps``, ``interval_80``, ``bias`` and ``change_error`` (root mean square) are in units of the mean
    seasonal change of the history (``scores.naive_scale``).
    """

    count: int
    crps: float
    interval_80: float
    coverage_50: float
    coverage_80: float
    coverage_95: float
    bias: float
    change_error: float
    brier: float
    log_score: float


@dataclass(frozen=True, eq=False)
class Replays:
    """One family's forecasts from O origins over H horizons, beside what happened."""

    model: str
    origins: tuple[int, ...]
    """How many periods of the history were known at each origin."""
    quantiles: Floats
    """Shape (O, H, P), NaN where the family failed."""
    tails: Floats
    outcomes: Floats
    """Shape (O, H), NaN where no value was published."""
    last: Floats
    """Newest value at each origin, shape (O,)."""
    scale: Floats
    """Unit of the scores at each origin, shape (O,)."""
    thresholds: Floats
    """Target values tried, shape (O, H, T); the target is to reach it, from below for the upper half."""
    lower: float | None
    upper: float | None
    reasons: tuple[str | None, ...]
    """Why a family had no answer at an origin."""

    @property
    def answered(self) -> int:
        """From how many origins the family had an answer."""
        return sum(reason is None for reason in self.reasons)

    def margins(self, origin: int) -> Margins:
        """The margins said at an origin, by its place among the origins."""
        return Margins(self.quantiles[origin], float(self.tails[origin]), self.lower, self.upper)

    @property
    def crps(self) -> Floats:
        """Scaled CRPS, shape (O, H)."""
        return scores.crps(self.quantiles, self.outcomes) / self.scale[:, None]

    @property
    def pit(self) -> Floats:
        """Where each outcome fell in its margin, shape (O, H)."""
        return np.stack(
            [
                scores.pit(self.margins(k), outcome) if reason is None else np.full(len(outcome), np.nan)
                for k, (outcome, reason) in enumerate(zip(self.outcomes, self.reasons, strict=True))
            ]
        )

    @property
    def target_cases(self) -> tuple[Floats, Floats]:
        """Probabilities said for the targets tried and whether each was met, each (O, H, T)."""
        said = np.full(self.thresholds.shape, np.nan)
        rising = np.array(_CHANGES) > 0
        for k, reason in enumerate(self.reasons):
            if reason is None:
                margins = self.margins(k)
                for h, values in enumerate(self.thresholds[k]):
                    said[k, h] = np.where(rising, 1 - margins.below(h, values), margins.cdf(h, values))
        seen = self.outcomes[..., None]
        met = np.where(rising, seen >= self.thresholds, seen <= self.thresholds).astype(float)
        missing = np.isnan(said) | np.isnan(seen) | np.isnan(self.thresholds)
        return np.where(missing, np.nan, said), np.where(missing, np.nan, met)

    def measures(self) -> Measures:
        """Everything together."""
        return self._measures(slice(None))

    def by_horizon(self) -> tuple[Measures, ...]:
        """One horizon at a time, the nearest first."""
        return tuple(self._measures(slice(h, h + 1)) for h in range(self.outcomes.shape[1]))

    def _measures(self, horizons: slice) -> Measures:
        said, seen = self.quantiles[:, horizons], self.outcomes[:, horizons]
        scale = self.scale[:, None]
        changes = scores.change_error(self.quantiles, self.outcomes, last=self.last)[:, horizons] / scale
        probability, met = (cases[:, horizons] for cases in self.target_cases)
        crps = scores.crps(said, seen) / scale
        return Measures(
            count=int(np.isfinite(crps).sum()),
            crps=_mean(crps),
            interval_80=_mean(scores.interval_score(said, seen, coverage=0.8) / scale),
            coverage_50=_coverage(said, seen, 0.5),
            coverage_80=_coverage(said, seen, 0.8),
            coverage_95=_coverage(said, seen, 0.95),
            bias=_mean(scores.bias(said, seen) / scale),
            change_error=float(np.sqrt(_mean(changes**2))),
            brier=_mean(scores.brier(probability, met)),
            log_score=_mean(scores.log_score(probability, met)),
        )


def _mean(values: Floats) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.mean()) if len(finite) else float("nan")


def _coverage(quantiles: Floats, outcomes: Floats, coverage: float) -> float:
    hits = scores.inside(quantiles, outcomes, coverage=coverage)
    return _mean(np.where(np.isnan(quantiles[..., 0]), np.nan, hits))


def origins_of(history: History, *, horizon: int, origins: int, step: int = 1) -> tuple[int, ...]:
    """The latest origins, ``step`` periods apart, from which the whole horizon has been seen; oldest first.

    Each leaves at least five values. Raises TooFewOrigins where there are fewer than asked for.
    """
    observed = np.isfinite(np.asarray(history.values, dtype=float))
    latest = len(observed) - horizon
    known = np.cumsum(observed)
    found = [
        cut
        for cut in range(latest, latest - origins * step, -step)
        if cut > 0 and observed[cut - 1] and known[cut - 1] >= _LEAST
    ]
    if len(found) < origins:
        raise TooFewOrigins(
            f"{len(known)} periods leave {len(found)} origins for a horizon of {horizon}.",
            field="origins",
            value=origins,
            remedy="Ask for fewer origins or a nearer horizon.",
        )
    return tuple(found[::-1])


def backtest(
    history: History,
    *,
    models: Sequence[str | Model],
    horizon: int,
    origins: int = 8,
    step: int = 1,
    calendar: Calendar | None = None,
) -> dict[str, Replays]:
    """Replay each family alone from the latest ``origins`` origins, ``step`` periods apart.

    A family that fails at an origin has NaN there and a reason. Raises TooFewOrigins and UnknownModel.
    """
    cuts = origins_of(history, horizon=horizon, origins=origins, step=step)
    return {
        family.name: _replay(history, family, cuts, horizon, calendar)
        for family in chosen(models, calendar=calendar)
    }


def _replay(
    history: History, family: Model, cuts: tuple[int, ...], horizon: int, calendar: Calendar | None
) -> Replays:
    values = np.asarray(history.values, dtype=float)
    quantiles = np.full((len(cuts), horizon, len(LEVELS)), np.nan)
    tails = np.full(len(cuts), np.nan)
    thresholds = np.full((len(cuts), horizon, len(_CHANGES)), np.nan)
    reasons: list[str | None] = []
    for k, cut in enumerate(cuts):
        known = replace(history, values=values[:cut])
        found = forecast_with(known, horizon=horizon, models=[family], calendar=calendar)
        # A stand-in is no evidence for the family it stands in for.
        reason = found.failures[-1].reason if found.failures else found.reason
        reasons.append(reason)
        if reason is None:
            quantiles[k], tails[k] = found.quantiles, found.tail
        thresholds[k] = _thresholds(values[:cut], history.season, horizon)
    return Replays(
        model=family.name,
        origins=cuts,
        quantiles=quantiles,
        tails=tails,
        outcomes=np.stack([values[cut : cut + horizon] for cut in cuts]),
        last=np.array([values[cut - 1] for cut in cuts]),
        scale=np.array([scores.naive_scale(values[:cut], season=history.season) for cut in cuts]),
        thresholds=thresholds,
        lower=history.lower,
        upper=history.upper,
        reasons=tuple(reasons),
    )


def _thresholds(known: Floats, season: int, horizon: int) -> Floats:
    """Target values for each horizon: shares above and below the latest level of the same season."""
    cycle = season if season <= len(known) else 1
    base = known[len(known) - cycle + np.arange(horizon) % cycle]
    return np.asarray(base[:, None] + np.array(_CHANGES) * np.abs(base)[:, None])
