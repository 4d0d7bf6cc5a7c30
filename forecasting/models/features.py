"""What the recent past of a series looks like, in numbers without a unit, for a block at once.

Everything is measured against the typical change from period to period (``step``), so that a series in
pounds and the same series in pence look alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.models.history import Floats

_LARGEST_CHANGE = 6.0
_LARGEST_MOVE = 20.0
_LONGEST, _SHORTEST = 1.2, -1.4
_LARGEST_RATIO = 5.0
_SLIVER = 0.05
_REACH = 12
_TOO_FEW, _ENOUGH = 3, 7
"""Of three values the finer features say nothing and the usual is taken; from seven on they are believed."""
_USUAL = {
    # Medians of the yearly panel.
    "latest_surprise": 0.8,
    "level_ratio": 0.17,
    "alternation": 0.2,
    "reach": -0.95,
    "last_relative": -2.6,
}
_CERTAIN = 1e4
"""t² of a drift without any noise."""
RECENT_CHANGES = 6


@dataclass(frozen=True, eq=False)
class Features:
    """Features of S series, each of shape (S,)."""

    step: Floats
    """Mean absolute change of the seasonally adjusted series; 1 where it never moved."""
    drift_evidence: Floats
    """t²: the squared mean change over its standard error."""
    relative_step: Floats
    """Step over mean level, at most 1.5."""
    persistence: Floats
    """First autocorrelation of the changes."""
    recent_roughness: Floats
    """Log ratio of the mean absolute change of the latest third to that of the whole."""
    sign: Floats
    """1 where the series was positive throughout, -1 where negative throughout, else 0."""
    latest_surprise: Floats
    """How far the latest change lies from the mean change, in steps."""
    level_ratio: Floats
    """Log ratio of the latest level to the mean level: where a quantity has grown, so have its changes."""
    alternation: Floats
    """Log of the mean absolute difference between neighbouring changes, in steps."""
    reach: Floats
    """Log of the mean distance between values up to twelve periods apart, in steps that add up like a random walk's."""
    last_relative: Floats
    """Log of the step over the latest level, yearly series only; 0 for others."""
    length: Floats
    """Log of the number of periods against twenty a square root of season, within limits."""
    columns: dict[str, Floats]
    """The inputs of the pooled regression, by name."""

    @property
    def settled(self) -> Floats:
        """t² / (t² + 1): how plainly there is a drift at all."""
        return self.drift_evidence / (self.drift_evidence + 1.0)


def describe(values: Floats, adjusted: Floats, *, season: int) -> Features:
    """Measure a block (n, S) given its seasonally adjusted values (n, S)."""
    n = len(adjusted)
    change = np.diff(adjusted, axis=0)
    step = np.abs(change).mean(0)
    step = np.where(step > 0, step, 1.0)
    change = change / step
    drift = change.mean(0)
    evidence, recent = _drift_evidence(values, season=season)
    settled = evidence / (evidence + 1.0)
    centred = change - drift
    persistence = (centred[1:] * centred[:-1]).sum(0) / np.maximum((centred**2).sum(0), 1e-9)
    level = np.abs(adjusted).mean(0)
    relative = np.minimum(step / np.where(level > 0, level, step), 1.5)
    sign = (values > 0).all(0).astype(float) - (values < 0).all(0)
    length = np.full(len(step), np.clip(np.log(n / 20 / np.sqrt(season)), _SHORTEST, _LONGEST))
    growth = _growth(adjusted, step=step, drift=drift)
    above = np.clip((adjusted[-1] - adjusted.mean(0)) / step, -_LARGEST_MOVE, _LARGEST_MOVE) / 5
    latest = np.zeros((RECENT_CHANGES, len(step)))
    held = min(RECENT_CHANGES, len(change))
    latest[:held] = np.clip(change[::-1][:held], -_LARGEST_CHANGE, _LARGEST_CHANGE)
    columns = {
        "sign": sign,
        "drift": drift,
        "drift_settled": drift * settled,
        "above_mean": above,
        "persistent_drift": persistence * drift,
        "persistent_change": persistence * latest[0],
        "drift_relative": drift * relative,
        "growth": growth,
        "growth_relative": growth * relative,
        "drift_length": drift * length,
        "above_mean_settled": above * settled,
    }
    if season == 1:
        columns |= {f"change_{k + 1}": latest[k] for k in range(RECENT_CHANGES)}
        half = (
            change[-max(2, len(change) // 2) :].mean(0) - drift if len(change) > 3 else np.zeros_like(drift)
        )
        columns |= {
            "acceleration": half,
            "change_relative": latest[0] * relative,
            "change_length": latest[0] * length,
            "change_settled": latest[0] * settled,
        }
    else:
        columns |= {f"change_{k + 1}": latest[k] for k in range(3)}
        columns["sign_relative"] = sign * relative
        columns |= _moves(adjusted, step=step, drift=drift, season=season, settled=settled, length=length)
    share = float(np.clip((n - _TOO_FEW) / (_ENOUGH - _TOO_FEW), 0.0, 1.0))
    own = {
        "latest_surprise": np.minimum(np.abs(centred[-1]), _LARGEST_CHANGE),
        "level_ratio": _level_ratio(adjusted),
        "alternation": np.log(np.abs(np.diff(change, axis=0)).mean(0) + _SLIVER),
        "reach": _reach(adjusted, step=step, drift=drift),
        "last_relative": _last_relative(adjusted, step=step),
    }
    finer = {name: _USUAL[name] + share * (value - _USUAL[name]) for name, value in own.items()}
    if season > 1:
        # Fitted on seasonal series it earned nothing.
        finer["last_relative"] = np.zeros_like(step)
    return Features(
        step=step,
        drift_evidence=evidence,
        relative_step=relative,
        persistence=persistence,
        recent_roughness=recent,
        sign=sign,
        length=length,
        columns=columns,
        **finer,
    )


def _level_ratio(adjusted: Floats) -> Floats:
    level = np.abs(adjusted).mean(0)
    ratio = np.abs(adjusted[-1]) / np.where(level > 0, level, 1.0)
    return np.asarray(np.log(np.clip(ratio, 1 / _LARGEST_RATIO, _LARGEST_RATIO)))


def _reach(adjusted: Floats, *, step: Floats, drift: Floats) -> Floats:
    """How far the series gets in ``_REACH`` periods, or as many as it has, beyond its drift."""
    apart = max(min(_REACH, len(adjusted) - 2), 1)
    way = (adjusted[apart:] - adjusted[:-apart]) / step - drift * apart
    return np.asarray(np.log((np.abs(way).mean(0) + _SLIVER) / np.sqrt(apart)))


def _last_relative(adjusted: Floats, *, step: Floats) -> Floats:
    last = np.abs(adjusted[-1])
    return np.asarray(np.log(np.clip(step / np.where(last > 0, last, step), 1e-4, 2.0)))


def _moves(
    adjusted: Floats, *, step: Floats, drift: Floats, season: int, settled: Floats, length: Floats
) -> dict[str, Floats]:
    """Moves between neighbouring stretches of a seasonal series: quarter, half and whole seasons."""
    n = len(adjusted)

    def move(width: int, *, back: int = 0) -> Floats:
        end = n - back
        if end < 2 * width:
            return drift * width
        later, earlier = adjusted[end - width : end], adjusted[end - 2 * width : end - width]
        gap = (later.mean(0) - earlier.mean(0)) / step
        return np.asarray(np.clip(gap, -_LARGEST_MOVE, _LARGEST_MOVE))

    year, half = move(season), move(max(season // 2, 1))
    two = move(2 * season) if n >= 4 * season else 2 * year
    inside = np.clip((adjusted[-1] - adjusted[-season:].mean(0)) / step, -10.0, 10.0)
    return {
        "move_quarter": move(max(season // 4, 2)),
        "move_half": half,
        "move_season": year,
        "move_season_before": move(season, back=season) if n >= 3 * season else year,
        "move_two_seasons": two,
        "above_season": inside,
        "move_season_settled": year * settled,
        "move_half_settled": half * settled,
        "move_season_length": year * length,
    }


def _drift_evidence(values: Floats, *, season: int) -> tuple[Floats, Floats]:
    """t² of the mean change, and how rough the latest third of the changes is against all of them."""
    if season == 1 or len(values) < season + 4:
        change, independent = np.diff(values, axis=0), float(len(values) - 1)
    else:
        change = (values[season:] - values[:-season]) / season
        independent = max(len(change) / season, 2.0)
    mean = change.mean(0)
    error = change.std(0, ddof=1) / np.sqrt(independent)
    ratio = np.where(error > 0, mean, 0.0) / np.where(error > 0, error, 1.0)
    evidence = np.where(error > 0, np.minimum(ratio**2, _CERTAIN), np.where(mean == 0, 0.0, _CERTAIN))
    size = np.abs(change)
    typical = size.mean(0)
    latest = size[-max(3, len(change) // 3) :].mean(0)
    typical = np.where(typical > 0, typical, 1.0)
    latest = np.where(size.mean(0) > 0, latest, 1.0)
    return evidence, np.log((latest + 0.05 * typical) / (1.05 * typical))


def _growth(adjusted: Floats, *, step: Floats, drift: Floats) -> Floats:
    """Mean growth rate times the last level, in steps; the drift where the series is not positive."""
    positive = (adjusted > 0).all(0)
    logs = np.log(np.where(positive, adjusted, 1.0))
    growth = (logs[-1] - logs[0]) / (len(adjusted) - 1) * adjusted[-1] / step
    return np.where(positive, np.clip(growth, -4.0, 4.0), drift)
