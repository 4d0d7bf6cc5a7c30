"""OECD, The Short and Winding Road to 2030: distance to the target, trend, and how likely it is to be met.

Distance = max(0, d·(target − latest)/σ), σ the spread between countries; trend by Spearman's rank correlation with
time; on track if more than three quarters of randomised projections meet the target. The numbers are from memory,
and how projections are randomised here (yearly changes drawn again with replacement) is ours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from forecasting.public_methods.ladder import PLACES, Cut, Ladder, settled
from forecasting.public_methods.method import Method, Principal
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.standing import standing
from forecasting.public_methods.yardstick import Leaning, Tag, Why, Yardstick
from forecasting.student import student_cdf

ON_TRACK, INSUFFICIENT = "on_track", "progress_insufficient"
NO_TREND, AWAY = "no_significant_trend", "moving_away"
DRAWS = 4000
_FEWEST_PEERS = 5
_SIGNIFICANT = 0.10

LIKELIHOOD = Ladder(
    "share of randomised projections that meet the target", (Cut(ON_TRACK, 0.75, strict=True),), INSUFFICIENT
)

METHOD = Method(
    name="oecd",
    title="OECD distance to target and trend",
    short="OECD",
    version="2022",
    asks="How many country spreads away is the target, is there a trend, and do most projections reach it?",
    compares="it draws past yearly changes again at random and asks whether three quarters of the futures reach the target",
    limits="The distance needs figures of peers. The cut, the test of the trend and the way of randomising are from "
    "memory or ours.",
    source="OECD, The Short and Winding Road to 2030, 2022, "
    "https://oecd.org/en/publications/the-short-and-winding-road-to-2030_af4b630d-en",
    confidence=Tag.MEMORY,
    ladders=(LIKELIHOOD,),
    leanings={
        ON_TRACK: Leaning.ON_COURSE,
        INSUFFICIENT: Leaning.SHORT,
        NO_TREND: Leaning.STILL,
        AWAY: Leaning.AWAY,
    },
    principal=Principal("likelihood", "share of futures that meet it"),
)
_NAMES = ("distance", "rho", "likelihood")


def distance(value: float, target: float, *, spread: float, sign: int) -> float | None:
    """How far the target is, in standard deviations between peers; 0 once it is met, None without a spread."""
    if spread <= 0:
        return None
    return max(0.0, sign * (target - value) / spread)


def _ranks(values: ArrayLike) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Ranks from 1, equal values sharing the mean of theirs."""
    _, place, count = np.unique(np.asarray(values, dtype=float), return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count - 1) / 2)[place])


def rank_correlation(values: Sequence[float]) -> float | None:
    """Spearman's correlation of values with time; None for fewer than three or for a constant series."""
    if len(values) < 3:
        return None
    rank, time = _ranks(values), np.arange(1.0, len(values) + 1)
    rank, time = rank - rank.mean(), time - time.mean()
    size = float(rank @ rank)
    return None if size == 0 else float(rank @ time / math.sqrt(size * float(time @ time)))


def trend_is_significant(rho: float, count: int) -> bool:
    """Whether a rank correlation differs from none at 10%, two-sided (t approximation)."""
    if count < 4:
        return False
    if abs(rho) >= 1 - 1e-12:
        return True
    t = abs(rho) * math.sqrt((count - 2) / (1 - rho**2))
    return settled(2 * (1 - student_cdf(t, count - 2))) <= _SIGNIFICANT


def likelihood_of(asked: Progress, *, rng: np.random.Generator, draws: int = DRAWS) -> float | None:
    """The share of futures made of past yearly changes, drawn again with replacement, that meet the target."""
    left = asked.remaining
    if left is None or left <= 0 or len(asked) < 3 or asked.target is None:
        return None
    time, value = np.asarray(asked.times), np.asarray(asked.values)
    changes = np.diff(value) / np.diff(time)
    steps = max(1, round(left))
    drawn = rng.choice(changes, size=(draws, steps)).sum(axis=1) * (left / steps)
    ahead = asked.sign * (value[-1] + drawn - asked.target)
    noise = 0.5 * 10.0**-PLACES
    return float((ahead > noise if asked.strict else ahead >= -noise).mean())


def judge(progress: Progress, *, rng: np.random.Generator, peers: Sequence[float] = ()) -> Yardstick:
    """The OECD's answer; ``peers`` are figures of comparable places in the same period."""
    stand = standing(progress)
    if stand.closed:
        return METHOD.refused(progress, stand, names=_NAMES)
    asked = progress.until_date()
    latest, target = asked.latest, asked.target
    if latest is None or target is None:
        return METHOD.refused(progress, stand, names=_NAMES, reason=Why.NO_DATA)
    enough = len(peers) >= _FEWEST_PEERS
    spread = float(np.std(np.asarray(peers, dtype=float), ddof=1)) if enough else 0.0
    far = distance(latest.value, target, spread=spread, sign=asked.sign)
    rho = rank_correlation(asked.values)
    likely = likelihood_of(asked, rng=rng)
    caveats = ["how projections are randomised is ours"]
    if far is None:
        caveats.append("no distance: too few figures of peers, or they do not differ")
    numbers = {"distance": far, "rho": rho, "likelihood": likely}
    window = asked.span(asked.times[0], latest.time)
    if likely is None:
        reason = Why.NO_TIME if asked.remaining is not None and asked.remaining <= 0 else Why.TOO_SHORT
        return METHOD.answer(
            progress, stand, label=None, numbers=numbers, window=window, reason=reason, caveats=caveats
        )
    return METHOD.answer(
        progress,
        stand,
        label=_label(asked, likely, rho),
        numbers=numbers,
        window=window,
        rule="likelihood, then trend",
        caveats=caveats,
    )


def _label(asked: Progress, likely: float, rho: float | None) -> str:
    label = LIKELIHOOD.label(likely)
    if label == ON_TRACK:
        return label
    if rho is None or not trend_is_significant(rho, len(asked)):
        return NO_TREND
    return INSUFFICIENT if asked.sign * rho > 0 else AWAY
