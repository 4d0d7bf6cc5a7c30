"""OHID Fingertips trend markers: is there a trend over the last five years that does not hang on one of them?

A regression weighted by 1/SE² (SE from the published confidence limits), χ² = (slope/SE)² strictly above 9.5495.
If leaving any single year out turns the sign, there is no significant change. Proportions are tested on their counts
by the Cochran–Armitage score test; that the publication uses this statistic for them is not confirmed.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from forecasting.public_methods.ladder import Cut, Ladder
from forecasting.public_methods.method import Method, Principal, Question
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.standing import standing_of_trend
from forecasting.public_methods.yardstick import Leaning, Tag, Why, Yardstick

POINTS = 5
Z_95 = NormalDist().inv_cdf(0.975)
"""1.959964 as published, to all its digits."""
CRITICAL = 9.5495
INCREASING, DECREASING = "increasing", "decreasing"
NO_CHANGE, CANNOT = "no_significant_change", "cannot_be_calculated"
TREND = Ladder("χ² of the trend", (Cut("significant", CRITICAL, strict=True),), "not_significant")

METHOD = Method(
    name="ohid_trend_marker",
    title="OHID trend marker (Fingertips)",
    short="OHID trend marker",
    version="2025",
    asks="Over the last five years, is there a significant trend that no single year makes?",
    compares="it tests for a trend in the last five years and says nothing of the target",
    limits="Needs five annual figures with confidence limits, or counts. It asks whether there is a trend, not whether "
    "the trend suffices.",
    source="OHID, Fingertips trend markers, 2025, "
    "https://fingertips.phe.org.uk/static-reports/public-health-technical-guidance/Presentation/Trend_markers.html",
    confidence=Tag.PRIMARY,
    ladders=(TREND,),
    question=Question.TREND,
    principal=Principal("chi_squared", "χ² of the trend"),
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Numerators and denominators of a proportion, in the order of the years."""

    numerators: tuple[float, ...]
    denominators: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Marker:
    """A trend marker with what it rests on."""

    label: str
    reason: Why
    slope: float | None = None
    chi_squared: float | None = None
    leave_one_out: tuple[float, ...] = ()


def critical_value(probability: float) -> float:
    """The value that χ² with one degree of freedom does not exceed with a probability."""
    return NormalDist().inv_cdf(0.5 + probability / 2) ** 2


def weighted_trend(
    years: Sequence[float], values: Sequence[float], errors: Sequence[float]
) -> tuple[float, float]:
    """The slope of a regression weighted by 1/SE² and its χ² with the errors taken as known."""
    time, value = np.asarray(years, dtype=float), np.asarray(values, dtype=float)
    weight = 1 / np.asarray(errors, dtype=float) ** 2
    centred = time - weight @ time / weight.sum()
    spread = float((weight * centred) @ centred)
    slope = float((weight * centred) @ value) / spread
    return slope, slope**2 * spread


def score_test(
    years: Sequence[float], numerators: Sequence[float], denominators: Sequence[float]
) -> tuple[float, float]:
    """The Cochran–Armitage test of a trend in proportions: slope of the proportion a year, and χ².

    Both are 0 where every proportion is 0 or every one is 1.
    """
    time, count = np.asarray(years, dtype=float), np.asarray(denominators, dtype=float)
    event = np.asarray(numerators, dtype=float)
    share = float(event.sum() / count.sum())
    centred = time - count @ time / count.sum()
    spread = float((count * centred) @ centred)
    score = float(event @ centred)
    variance = share * (1 - share) * spread
    if variance <= 0:
        return 0.0, 0.0
    return score / spread, score**2 / variance


def marker(
    years: Sequence[float],
    values: Sequence[float] = (),
    *,
    lower: Sequence[float] = (),
    upper: Sequence[float] = (),
    counts: Counts | None = None,
) -> Marker:
    """The marker of the last five years, from values with confidence limits or from counts."""
    if len(years) < POINTS:
        return Marker(CANNOT, Why.NOT_ENOUGH_DATA_POINTS)
    time = list(years)[-POINTS:]
    if any(round(later - earlier, 6) != 1 for earlier, later in itertools.pairwise(time)):
        return Marker(CANNOT, Why.NOT_ANNUAL)
    if counts is not None:
        above, below = counts.numerators[-POINTS:], counts.denominators[-POINTS:]
        if min(below) <= 0:
            return Marker(CANNOT, Why.OUTSIDE_BOUNDS)

        def trend(keep: list[int]) -> tuple[float, float]:
            return score_test([time[i] for i in keep], [above[i] for i in keep], [below[i] for i in keep])
    else:
        if len(lower) != len(years) or len(upper) != len(years):
            return Marker(CANNOT, Why.NO_CONFIDENCE_LIMITS)
        errors = [(high - low) / (2 * Z_95) for low, high in zip(lower, upper, strict=True)][-POINTS:]
        if min(errors) <= 0:
            return Marker(CANNOT, Why.DEGENERATE_LIMITS)
        level = list(values)[-POINTS:]

        def trend(keep: list[int]) -> tuple[float, float]:
            return weighted_trend(
                [time[i] for i in keep], [level[i] for i in keep], [errors[i] for i in keep]
            )

    everyone = list(range(POINTS))
    slope, chi = trend(everyone)
    left_out = tuple(trend([i for i in everyone if i != gone])[0] for gone in everyone)
    label, reason = _conclude(slope, chi, left_out)
    return Marker(label, reason, slope, chi, left_out)


def _conclude(slope: float, chi: float, left_out: Sequence[float]) -> tuple[str, Why]:
    if TREND.label(chi) != "significant":
        return NO_CHANGE, Why.NO_SIGNIFICANT_TREND
    if any(other * slope <= 0 for other in left_out):
        return NO_CHANGE, Why.OUTLIER_FOUND
    return INCREASING if slope > 0 else DECREASING, Why.SIGNIFICANT_TREND_NO_OUTLIER


def judge(
    progress: Progress,
    *,
    lower: Sequence[float] = (),
    upper: Sequence[float] = (),
    counts: Counts | None = None,
    overlapping: bool = False,
    annual: bool = True,
) -> Yardstick:
    """The trend marker of a target's figures; refused for overlapping periods and for parts of a year."""
    stand = standing_of_trend(replace(progress, target=None))
    if stand.closed:
        return METHOD.refused(progress, stand, label=CANNOT, names=("slope", "chi_squared"))
    found = (
        Marker(CANNOT, Why.OVERLAPPING_PERIODS)
        if overlapping
        else Marker(CANNOT, Why.NOT_ANNUAL)
        if not annual
        else marker(progress.times, progress.values, lower=lower, upper=upper, counts=counts)
    )
    toward = {INCREASING: 1, DECREASING: -1}.get(found.label, 0) * progress.sign
    answer = METHOD.answer(
        progress,
        stand,
        label=found.label,
        numbers={"slope": found.slope, "chi_squared": found.chi_squared}
        | {f"slope_without_{i}": slope for i, slope in enumerate(found.leave_one_out, start=1)},
        window=progress.span(progress.times[-min(POINTS, len(progress))], progress.times[-1]),
        rule="score test" if counts is not None else "weighted regression",
        reason=found.reason,
        caveats=("the statistic for proportions is not confirmed; the Cochran–Armitage score test is used",)
        if counts is not None
        else (),
    )
    # The marker knows no target: which way is better comes from the indicator.
    leaning = Leaning.STILL if found.label == NO_CHANGE else Leaning.AWAY if toward < 0 else Leaning.SILENT
    return replace(answer, leaning=leaning)
