"""What a reader must know about a series, a target or a judgement before relying on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs."""

    INFO = "info"
    CAUTION = "caution"
    SERIOUS = "serious"


class FindingCode(StrEnum):
    """The stable names of findings; part of the public contract."""

    GAPS = "gaps"
    DUPLICATES = "duplicates"
    CONSTANT = "constant"
    SHORT = "short"
    TOO_SHORT = "too_short"
    BREAK_CUT = "break_cut"
    BREAK_PARTLY = "break_partly"
    BREAK_NOTE = "break_note"
    EXCEPTIONAL_SET_ASIDE = "exceptional_set_aside"
    PROVISIONAL = "provisional"
    STALE = "stale"
    PSEUDO_REAL_TIME = "pseudo_real_time"
    SUPERSEDED_BASIS = "superseded_basis"
    OVERLAPPING = "overlapping"
    IRREGULAR = "irregular"
    DATE_RESOLVED = "date_resolved"
    PART_PERIOD = "part_period"
    OFFICIAL_PART_PERIOD = "official_part_period"
    BASELINE_FROM_DATA = "baseline_from_data"
    BASELINE_DIFFERS = "baseline_differs"
    PROXY = "proxy"
    UNVERIFIED = "unverified"
    EXTRAPOLATED = "extrapolated"
    SENSITIVE = "sensitive"
    JOINT_BOUNDS = "joint_bounds"
    OUTCOME_DIFFERS = "outcome_differs"
    MODEL_FAILED = "model_failed"
    SEASON_MATCHED = "season_matched"
    TRAJECTORY_ILLUSTRATIVE = "trajectory_illustrative"
    COMBINED = "combined"
    DEPENDENCE = "dependence"
    PEERS = "peers"
    CUT = "cut"
    SCENARIO = "scenario"
    SUSPECTED_BREAK = "suspected_break"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a reader must know, in a sentence, with a stable code and a weight."""

    code: FindingCode
    message: str
    severity: Severity = Severity.INFO
