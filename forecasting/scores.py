"""How good a probabilistic forecast was: small pure functions over arrays of quantiles and outcomes.

Quantiles have shape (…, P) at ``margins.LEVELS``, outcomes shape (…,); results have the shape of the
outcomes and are NaN where an outcome is. Lower is better for every score (Gneiting and Raftery, 2007).
"""

from __future__ import annotations

import numpy as np

from forecasting.margins import LEVELS, MEDIAN, Margins, interpolation

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

_NODES = 400
_CLIP = 1e-3
"""Probabilities are kept this far from 0 and 1 in the log score, as in the benchmark."""


def _midpoints() -> tuple[Floats, Floats]:
    """Evenly spaced probabilities and the weights that read their quantiles off the stored grid."""
    nodes = (np.arange(_NODES) + 0.5) / _NODES
    return nodes, interpolation(np.clip(nodes, LEVELS[0], LEVELS[-1]))


_PROBABILITIES, _READING = _midpoints()


def pinball(quantiles: Floats, outcomes: Floats, levels: Floats) -> Floats:
    """The loss of each quantile, shape (…, P): max(τ(y − q), (τ − 1)(y − q))."""
    error = np.asarray(outcomes)[..., None] - quantiles
    return np.asarray(np.maximum(levels * error, (levels - 1) * error))


def crps(quantiles: Floats, outcomes: Floats) -> Floats:
    """Continuous ranked probability score, in the unit of the series: 2 ∫ pinball loss dτ.

    For a forecast without spread it is the absolute error.
    """
    return np.asarray(2 * pinball(quantiles @ _READING, outcomes, _PROBABILITIES).mean(-1))


def interval(quantiles: Floats, coverage: float) -> tuple[Floats, Floats]:
    """Both ends of the central interval of a coverage such as 0.8."""
    half = (1 - coverage) / 2
    ends = quantiles @ interpolation([half, 1 - half])
    return ends[..., 0], ends[..., 1]


def interval_score(quantiles: Floats, outcomes: Floats, *, coverage: float) -> Floats:
    """Winkler's score of the central interval: its width, and 2/α times what lies outside."""
    low, high = interval(quantiles, coverage)
    outside = np.maximum(low - outcomes, 0) + np.maximum(outcomes - high, 0)
    return np.asarray(high - low + 2 / (1 - coverage) * outside)


def inside(quantiles: Floats, outcomes: Floats, *, coverage: float) -> Floats:
    """1 where the outcome lay inside the central interval, 0 where it did not."""
    low, high = interval(quantiles, coverage)
    hit = ((low <= outcomes) & (outcomes <= high)).astype(float)
    return np.where(np.isnan(outcomes), np.nan, hit)


def pit(margins: Margins, outcomes: Floats) -> Floats:
    """Where each outcome fell in its margin, shape (H,): uniform for a calibrated forecast.

    On an atom the middle of the jump is taken (the mid-distribution function), so no chance is needed.
    """
    return np.array(
        [
            np.nan
            if np.isnan(value)
            else 0.5 * (float(margins.cdf(h, value)) + float(margins.below(h, value)))
            for h, value in enumerate(outcomes)
        ]
    )


def brier(probability: Floats, happened: Floats) -> Floats:
    """Squared error of a probability: 0 for certainty that was right, 0.25 for one half, 1 for certainty that was wrong."""
    return np.asarray((np.asarray(probability) - happened) ** 2)


def log_score(probability: Floats, happened: Floats) -> Floats:
    """Minus the logarithm of the probability given to what happened, probabilities kept within 0.001 to 0.999."""
    p = np.clip(probability, _CLIP, 1 - _CLIP)
    return np.asarray(-(happened * np.log(p) + (1 - np.asarray(happened)) * np.log(1 - p)))


def calibration_error(probability: Floats, happened: Floats, *, bins: int = 10) -> float:
    """Expected calibration error: the mean distance between what was said and what happened, by tenths."""
    p, y = np.asarray(probability), np.asarray(happened)
    place = np.minimum((p * bins).astype(int), bins - 1)
    return float(
        sum(
            (place == k).mean() * abs(p[place == k].mean() - y[place == k].mean())
            for k in range(bins)
            if (place == k).any()
        )
    )


def bias(quantiles: Floats, outcomes: Floats) -> Floats:
    """Median less outcome: positive where the forecast was too high."""
    return np.asarray(quantiles[..., MEDIAN] - outcomes)


def change_error(quantiles: Floats, outcomes: Floats, *, last: Floats) -> Floats:
    """Error of the forecast change from each period to the next, starting from the last value known.

    (ŷ_h − ŷ_{h−1}) − (y_h − y_{h−1}) with ŷ_0 = y_0 = ``last``; outcomes (…, H), last (…,). Its root mean
    square tells whether movement is foreseen, where the level error mostly repeats the first miss.
    """
    start = np.asarray(last)[..., None]
    said = np.diff(quantiles[..., MEDIAN], axis=-1, prepend=start)
    seen = np.diff(outcomes, axis=-1, prepend=start)
    return np.asarray(said - seen)


def naive_scale(values: Floats, *, season: int) -> float:
    """Mean absolute change from a season to the next within a history: what makes errors comparable (MASE, CRPS).

    NaN for a history that never changed.
    """
    x = np.asarray(values, dtype=float)
    for lag in (max(season, 1), 1):
        change = np.abs(x[lag:] - x[:-lag]) if len(x) > lag else np.empty(0)
        change = change[np.isfinite(change)]
        if len(change) and change.mean() > 0:
            return float(change.mean())
    return float("nan")
