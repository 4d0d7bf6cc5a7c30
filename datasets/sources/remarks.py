"""What whoever loads a release must know about it: stable codes, weights, a sentence each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forecasting.findings import Severity


class RemarkCode(StrEnum):
    """The stable names of remarks on a load; part of the public contract."""

    HEADING_RENAMED = "heading_renamed"
    TABLE_RENAMED = "table_renamed"
    NOT_MEASURED = "not_measured"
    AREAS_LEFT_OUT = "areas_left_out"
    OUT_OF_BOUNDS = "out_of_bounds"
    TWO_VALUES = "two_values"
    MISSING_PERIODS = "missing_periods"
    PERIODS_GONE = "periods_gone"
    JUMP = "jump"
    SIGN_FLIP = "sign_flip"
    UNIT_CHANGED = "unit_changed"
    REVISED = "revised"
    REVISED_UNUSUALLY = "revised_unusually"
    SUSPECTED_BREAK = "suspected_break"
    NOT_THE_SUM = "not_the_sum"
    AREA_RETIRED = "area_retired"
    AREA_MERGED = "area_merged"
    CORRECTED = "corrected"
    UNDATED = "undated"
    FILE_UNREADABLE = "file_unreadable"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know about a load; ``indicator`` is empty where it concerns the whole file."""

    code: RemarkCode
    message: str
    severity: Severity = Severity.INFO
    indicator: str = ""
