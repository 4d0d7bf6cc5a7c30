"""What a public method says of one target, in a form that stands beside every other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from forecasting.public_methods.ladder import Ladder


class State(StrEnum):
    """How a target stands before any method is asked; worked out first, in this order of precedence."""

    UNRATEABLE = "unrateable"
    SERIES_BREAK = "series_break"
    INSUFFICIENT_DATA = "insufficient_data"
    TARGET_EXPIRED = "target_expired"
    ALREADY_MET = "already_met"
    MET_BUT_DETERIORATING = "met_but_deteriorating"
    RATEABLE = "rateable"


class Why(StrEnum):
    """Why a method gives no number or no label, or what its label rests on. Stable names."""

    METRIC_UNCLEAR = "metric_unclear"
    UNIT_MISSING = "unit_missing"
    DIRECTION_MISSING = "direction_missing"
    DATE_MISSING = "date_missing"
    BASELINE_NOT_SET = "baseline_not_set"
    NO_TARGET_SET = "no_target_set"
    OUTSIDE_BOUNDS = "outside_bounds"
    NOT_OBSERVABLE = "not_observable"
    BASE_EQUALS_TARGET = "base_equals_target"
    BASE_BEYOND_TARGET = "base_beyond_target"
    SIGN_CHANGE = "sign_change"
    RATIO_UNDEFINED_ZERO = "ratio_undefined_zero"
    NO_RECENT_PROGRESS = "no_recent_progress"
    WRONG_DIRECTION = "wrong_direction"
    ALREADY_MET = "already_met"
    TOO_SHORT = "too_short"
    NO_TIME = "no_time"
    OUT_OF_RANGE = "out_of_range"
    SERIES_BREAK = "series_break"
    KIND_NOT_COVERED = "kind_not_covered"
    NO_SCALE = "no_scale"
    NO_DATA = "no_data"
    NO_PEERS = "no_peers"
    NO_PROBABILITY = "no_probability"
    NO_CONFIDENCE_LIMITS = "no_confidence_limits"
    NOT_ENOUGH_DATA_POINTS = "not_enough_data_points"
    NOT_ANNUAL = "not_annual"
    OVERLAPPING_PERIODS = "overlapping_periods"
    TRIAL_LIMITS = "trial_limits"
    DEGENERATE_LIMITS = "degenerate_limits"
    OUTLIER_FOUND = "outlier_found"
    NO_SIGNIFICANT_TREND = "no_significant_trend"
    SIGNIFICANT_TREND_NO_OUTLIER = "significant_trend_no_outlier"


class Tag(StrEnum):
    """How sure we are that a threshold is the body's own."""

    PRIMARY = "primary"
    REIMPLEMENTATION = "reimplementation"
    MEMORY = "memory"
    OURS = "project_convention"


class Leaning(StrEnum):
    """What a label comes to, so that labels of different methods can be set side by side."""

    MET = "met"
    ON_COURSE = "on_course"
    OPEN = "open"
    SHORT = "short"
    STILL = "still"
    AWAY = "away"
    SILENT = "silent"


Numbers = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """The answer of one public method for one target: its label, its numbers and what they rest on.

    ``label`` is the body's own word, None where the method gives none, and then ``reason`` says why.
    ``details`` holds further words (a second icon, an outcome), ``rule`` which rule decided, ``window``
    the figures used, ``path`` the shape of the way that the method has in mind. ``confidence`` tells
    whether the thresholds are confirmed in a primary source.
    """

    method: str
    version: str
    label: str | None
    numbers: Numbers
    thresholds: tuple[Ladder, ...]
    window: str
    state: State
    reason: Why | None
    caveats: tuple[str, ...]
    source: str
    leaning: Leaning = Leaning.SILENT
    rule: str = ""
    path: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    confidence: Tag = Tag.PRIMARY
    inputs_hash: str = ""
    data_vintage: str = ""


def finite(numbers: Numbers) -> dict[str, float | None]:
    """Numbers that can be written down; what overflowed becomes None."""
    return {
        name: None if value is None or not math.isfinite(value) else float(value)
        for name, value in numbers.items()
    }
