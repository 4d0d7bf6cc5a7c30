"""A target that does not exist yet, as it is sent to be judged."""

from __future__ import annotations

from enum import StrEnum

from pydantic import ConfigDict, Field

from forecasting.targets import Comparator
from service.api.schemas.proposal import AreaName, IndicatorName, Number, PeriodText, Sent, SentDay
from service.operations.draft_fields import KINDS

DraftKind = StrEnum("DraftKind", {kind.name: kind.value for kind in KINDS})  # type: ignore[misc]
MOST_MILESTONES = 40


class DraftBaseline(Sent):
    """Where a change is measured from: a period, a value, or both; the published value of the period counts."""

    period: PeriodText | None = None
    value: Number | None = None


class DraftWindow(Sent):
    """The days over which figures add up, or a standard must hold; both ends included."""

    start: SentDay
    end: SentDay | None = None


class DraftMilestone(Sent):
    """A value due on the way."""

    period: PeriodText
    value: Number


class DraftSent(Sent):
    """A draft: an indicator, an area, and what is asked of it by when."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"indicator": "rtt_pct_within_18w", "kind": "level", "value": 75, "by": "2029-03"},
                {
                    "indicator": "net_additional_dwellings",
                    "area": "E92000001",
                    "kind": "cumulative_sum",
                    "value": 1_500_000,
                    "window": {"start": "2024-07-05", "end": "2029-07-04"},
                },
            ]
        }
    )

    indicator: IndicatorName
    area: AreaName = None
    kind: DraftKind = Field(default=DraftKind("level"), description="What kind of promise it is.")
    comparator: Comparator | None = Field(
        default=None, description="Without it: as the kind and the better direction of the indicator say."
    )
    value: Number | None = Field(
        default=None,
        description="A level, a signed change (units, percent or points), or a total; the lower end of a band.",
        examples=[92],
    )
    upper: Number | None = Field(default=None, description="The upper end of a band.")
    by: PeriodText | None = Field(default=None, description="When it is due.", examples=["2029-03"])
    window: DraftWindow | None = None
    baseline: DraftBaseline | None = None
    milestones: list[DraftMilestone] = Field(default=[], max_length=MOST_MILESTONES)
    functional_zero: Number | None = Field(
        default=None, description="What counts as none, for an elimination; 0 without it."
    )
