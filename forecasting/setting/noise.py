"""How much the figures wobble from one to the next for no lasting reason."""

from __future__ import annotations

import numpy as np

from forecasting.seasonality import additive_season
from forecasting.setting.question import Question

_FEWEST = 4
_YEARS = 10
# The median absolute value of a normal variable is 0.6745 standard deviations.
_MEDIAN_TO_SD = 0.6745


def wobble(question: Question) -> float | None:
    """One standard deviation of the irregular part of a figure over ten years, or None with too few figures.

    From second differences, which a steady trend leaves at nothing: their variance is six times that of independent
    errors. The median makes it robust to a jump or two. Seasonal effects are taken out first.
    """
    ground = question.ground
    if ground is None:
        return None
    series, values = ground.series, ground.prepared.values
    effects = additive_season(values, series.season)
    if effects is not None:
        values = values - effects[np.arange(len(values)) % series.season]
    recent = values[-max(_FEWEST + 2, round(_YEARS * series.steps_per_year)) :]
    bends = np.diff(recent, n=2)
    bends = bends[np.isfinite(bends)]
    if len(bends) < _FEWEST:
        return None
    return float(np.median(np.abs(bends)) / _MEDIAN_TO_SD / np.sqrt(6))
