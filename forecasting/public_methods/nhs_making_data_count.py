"""NHS Making Data Count: is the newest figure more than chance, and can the process be relied on to meet the target?

An XmR chart. The variation icon is the type of the newest point, the assurance icon compares the newest limits with
the newest target. Change-points are suggested, and limits rebased only where a person accepted it with a reason,
because a chart that rebases itself hides deterioration.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from forecasting.indicators import Direction
from forecasting.public_methods.ladder import Cut, Ladder, settled
from forecasting.public_methods.method import Method, Principal, Question
from forecasting.public_methods.progress import Progress
from forecasting.public_methods.spc_limits import (
    FEWEST,
    SCREEN,
    WIDTH,
    Limits,
    Rebase,
    limits_by_point,
    stretch_starts,
)
from forecasting.public_methods.spc_rules import RUN, TREND, TwoOfThree, run, trend, two_of_three
from forecasting.public_methods.standing import standing_of_trend
from forecasting.public_methods.yardstick import Leaning, Tag, Why, Yardstick

COMMON = "common_cause"
IMPROVEMENT, CONCERN = "special_cause_improvement", "special_cause_concern"
NEUTRAL_HIGH, NEUTRAL_LOW = "special_cause_neutral_high", "special_cause_neutral_low"
PASS, FAIL, INCONSISTENT, NO_ICON = "consistent_pass", "consistent_fail", "inconsistent", "none"
_CAUSES = (
    ("above_limit", "below_limit"),
    ("trend_increasing", "trend_decreasing"),
    ("two_of_three_above", "two_of_three_below"),
    ("run_above", "run_below"),
)

DISTANCE = Ladder(
    "distance from the mean in average moving ranges",
    (Cut("beyond_the_limit", WIDTH, strict=True), Cut("near_the_limit", WIDTH * 2 / 3, strict=True)),
    "within",
)
IN_A_ROW = Ladder("points in a row on one side of the mean", (Cut("run", float(RUN)),), "no_run")
RISING = Ladder("points that rise, or fall, without a tie", (Cut("trend", float(TREND)),), "no_trend")
SCREENED = Ladder(
    "a moving range over their average, when limits are drawn", (Cut("left_out", SCREEN),), "counted"
)
FOR_ICONS = Ladder("points that the limits rest on", (Cut("icons", float(FEWEST)),), "trial_limits")

METHOD = Method(
    name="nhs_making_data_count",
    title="NHS Making Data Count (XmR chart)",
    short="Making Data Count",
    version="NHSRplotthedots 0.2.2 (2025)",
    asks="Is the newest figure more than chance variation, and would the process as it runs meet the target reliably?",
    compares="it asks whether the process as it runs now meets the target every period, not whether it will by the date",
    limits="Autocorrelation raises false alarms: with nothing changed, 24 independent points flag the newest about 1.5% "
    "of the time, 13% at a correlation of 0.5, 66% for a random walk. “Inconsistent” covers a chance of meeting the "
    "target in a period from 0.13% to 99.87%.",
    source="NHS England, Making Data Count, as in NHSRplotthedots 0.2.2 (2025), "
    "https://github.com/nhs-r-community/NHSRplotthedots ; WA Health, PowerBI-SPC (2026), "
    "https://github.com/AUS-DOH-Safety-and-Quality/PowerBI-SPC",
    confidence=Tag.REIMPLEMENTATION,
    ladders=(DISTANCE, IN_A_ROW, RISING, SCREENED, FOR_ICONS),
    leanings={
        IMPROVEMENT: Leaning.SILENT,
        CONCERN: Leaning.AWAY,
        COMMON: Leaning.STILL,
        NEUTRAL_HIGH: Leaning.SILENT,
        NEUTRAL_LOW: Leaning.SILENT,
    },
    question=Question.TREND,
    principal=Principal("next_met", "chance that the next figure meets it", chance=True),
)
_NAMES = ("mean", "lpl", "upl", "near_lpl", "near_upl", "amr", "latest")


class Boundary(StrEnum):
    """Whether a target exactly on a limit is inside (both public packages) or beyond (the wording of the guide)."""

    STRICT = "strict"
    INCLUSIVE = "inclusive"


@dataclass(frozen=True, slots=True)
class Chart:
    """Every point of a chart with its limits, the rules it triggers (most important first) and its type.

    ``both`` lists positions (from 0) that are improvement by one rule and concern by another.
    """

    limits: tuple[Limits, ...]
    causes: tuple[tuple[str, ...], ...]
    types: tuple[str, ...]
    both: tuple[int, ...]

    @property
    def flagged(self) -> tuple[int, ...]:
        """Positions (from 0) of points that are more than common cause."""
        return tuple(i for i, kind in enumerate(self.types) if kind != COMMON)

    @property
    def cause(self) -> tuple[str, ...]:
        """The most important rule of each point."""
        return tuple(found[0] if found else COMMON for found in self.causes)

    @property
    def variation_icon(self) -> str:
        """The type of the newest point."""
        return self.types[-1]


def chart(
    values: Sequence[float],
    direction: Direction,
    *,
    screen_outliers: bool = True,
    fix_after: int | None = None,
    rebases: Sequence[Rebase] = (),
    variant: TwoOfThree = TwoOfThree.PACKAGE,
) -> Chart:
    """The chart of a series: limits, rules and types point by point. Raises ValueError without values."""
    lines = limits_by_point(values, screen_outliers=screen_outliers, fix_after=fix_after, rebases=rebases)
    signs_by_rule = [
        [sign for stretch in stretches for sign in stretch]
        for stretches in zip(
            # No rule reaches across a rebase: what came before was another process.
            *(_signs(values[a:b], lines[a:b], variant) for a, b in _stretches(len(values), rebases)),
            strict=True,
        )
    ]
    causes, types, both = [], [], []
    for i in range(len(values)):
        signs = [rule[i] for rule in signs_by_rule]
        causes.append(tuple(_CAUSES[k][0 if sign > 0 else 1] for k, sign in enumerate(signs) if sign != 0))
        kinds = {_type(sign, direction) for sign in signs if sign != 0}
        if len(kinds) > 1 and direction is not Direction.NEUTRAL:
            both.append(i)
        types.append(_foremost(kinds, next((s for s in signs if s != 0), 0), direction))
    return Chart(lines, tuple(causes), tuple(types), tuple(both))


def _stretches(count: int, rebases: Sequence[Rebase]) -> list[tuple[int, int]]:
    starts = stretch_starts(count, rebases)
    return list(zip(starts, [*starts[1:], count], strict=True))


def _signs(
    values: Sequence[float], lines: Sequence[Limits], variant: TwoOfThree
) -> tuple[Sequence[int], ...]:
    """The four rules over one stretch, most important first: +1 high or rising, −1 low or falling, 0 not."""
    side = [line.side(y) for line, y in zip(lines, values, strict=True)]
    beyond = [line.beyond(y) for line, y in zip(lines, values, strict=True)]
    near = [
        line.beyond_near(y) if out == 0 else 0 for line, y, out in zip(lines, values, beyond, strict=True)
    ]
    close = two_of_three(near, side, beyond_limit=beyond, variant=variant).flagged
    return beyond, trend(values).member, close, run(side).member


def _type(sign: int, direction: Direction) -> str:
    if direction is Direction.NEUTRAL:
        return NEUTRAL_HIGH if sign > 0 else NEUTRAL_LOW
    return IMPROVEMENT if sign == direction.sign else CONCERN


def _foremost(kinds: set[str], first: int, direction: Direction) -> str:
    """Improvement before concern, as the NHS tool shows it; for a neutral measure the most important rule's side."""
    if not kinds:
        return COMMON
    if direction is Direction.NEUTRAL:
        return _type(first, direction)
    return IMPROVEMENT if IMPROVEMENT in kinds else CONCERN


@dataclass(frozen=True, slots=True)
class Assurance:
    """An assurance icon, and why where the limits have no width."""

    icon: str
    reason: Why | None = None


def assurance(
    *,
    lpl: float,
    upl: float,
    target: float | None,
    direction: Direction,
    latest: float | None = None,
    boundary: Boundary = Boundary.STRICT,
) -> Assurance:
    """Whether the process as it runs passes, fails or only sometimes meets the target; no icon without a target.

    Limits without width are replaced by comparing the newest value with the target.
    """
    sign = direction.sign
    if target is None or sign == 0:
        return Assurance(NO_ICON)
    if settled(upl - lpl) == 0:
        value = lpl if latest is None else latest
        met = settled(sign * (value - target)) >= 0
        return Assurance(PASS if met else FAIL, Why.DEGENERATE_LIMITS)
    best, worst = (upl, lpl) if sign > 0 else (lpl, upl)
    out_of_reach, within_reach = settled(sign * (target - best)), settled(sign * (worst - target))
    if out_of_reach > 0 or (boundary is Boundary.INCLUSIVE and out_of_reach == 0):
        return Assurance(FAIL)
    if within_reach > 0 or (boundary is Boundary.INCLUSIVE and within_reach == 0):
        return Assurance(PASS)
    return Assurance(INCONSISTENT)


def suggested_rebases(values: Sequence[float], found: Chart) -> tuple[int, ...]:
    """Positions where the level may have changed: the start of a run that has not ended. A suggestion, never applied."""
    side = [line.side(y) for line, y in zip(found.limits, values, strict=True)]
    start = len(side)
    while start > 0 and side[start - 1] == side[-1] != 0:
        start -= 1
    return (start,) if side and 0 < start <= len(side) - RUN - 1 else ()


def autocorrelation(values: Sequence[float]) -> float | None:
    """The correlation of each point with the one before; None where it is not defined."""
    if len(values) < 3:
        return None
    mean = sum(values) / len(values)
    left = [v - mean for v in values]
    size = sum(v * v for v in left)
    return sum(a * b for a, b in itertools.pairwise(left)) / size if size > 0 else None


def judge(
    progress: Progress,
    *,
    screen_outliers: bool = True,
    fix_after: int | None = None,
    rebases: Sequence[Rebase] = (),
    variant: TwoOfThree = TwoOfThree.PACKAGE,
    boundary: Boundary = Boundary.STRICT,
    next_met: float | None = None,
    overlapping: bool = False,
) -> Yardstick:
    """Both icons of a series; ``next_met`` is our chance that the next period meets the target, shown beside them."""
    stand = standing_of_trend(progress)
    if stand.closed:
        return METHOD.refused(progress, stand, names=_NAMES)
    direction = progress.direction or Direction.NEUTRAL
    values = progress.values
    found = chart(
        values,
        direction,
        screen_outliers=screen_outliers,
        fix_after=fix_after,
        rebases=rebases,
        variant=variant,
    )
    line = found.limits[-1]
    numbers = {
        "mean": line.mean, "lpl": line.lpl, "upl": line.upl, "near_lpl": line.near_lpl, "near_upl": line.near_upl,
        "amr": line.amr, "latest": values[-1], "points": float(len(values)), "limit_points": float(line.count),
        "next_met": next_met,
        "autocorrelation": autocorrelation(values),
    }  # fmt: skip
    settings = f"XmR, {'screened' if screen_outliers else 'unscreened'}, two of three {variant.value}, boundary {boundary.value}"
    window = progress.span(progress.times[0], progress.times[-1])
    caveats = (
        *_caveats(progress, numbers["autocorrelation"], overlapping=overlapping),
        *(_told(progress, one) for one in rebases if 0 < one.position < len(values)),
    )
    if line.count < FEWEST and fix_after is None:
        return METHOD.answer(
            progress,
            stand,
            label=None,
            numbers=numbers,
            window=window,
            rule=settings,
            reason=Why.TRIAL_LIMITS,
            caveats=(*caveats, f"trial limits: fewer than {FEWEST} points, so no icons"),
        )
    sure = assurance(
        lpl=line.lpl, upl=line.upl, target=progress.target, direction=direction, latest=values[-1],
        boundary=boundary,
    )  # fmt: skip
    suggested = suggested_rebases(values, found)
    words = {"assurance_icon": sure.icon, "cause": found.cause[-1]}
    if suggested:
        words["suggested_rebase"] = progress.name(progress.times[suggested[0]])
    if len(values) - 1 in found.both:
        words["also"] = CONCERN
    return METHOD.answer(
        progress,
        stand,
        label=found.variation_icon,
        numbers=numbers,
        window=window,
        rule=settings,
        reason=sure.reason,
        caveats=caveats,
        details=words,
    )


def _told(progress: Progress, accepted: Rebase) -> str:
    start = progress.name(progress.times[accepted.position])
    return (
        f"limits drawn anew from {start}, accepted by {accepted.accepted_by} on {accepted.accepted.isoformat()}: "
        f"{accepted.reason}"
    )


def _caveats(progress: Progress, correlation: float | None, *, overlapping: bool) -> tuple[str, ...]:
    found = []
    if correlation is not None and correlation > 0.3:
        found.append(f"autocorrelation {correlation:.1f}: false alarms are commoner than the chart assumes")
    if overlapping:
        found.append("periods overlap, so neighbouring points are not independent")
    if progress.expired:
        found.append("the target date has passed; the chart shows the process as it runs now")
    return tuple(found)
