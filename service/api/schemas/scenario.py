"""Scenarios: what may be asked, and what comes of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from forecasting.scenarios.changes import Measure, Resume, ScenarioKind
from forecasting.verdicts import Verdict
from service.api.queries import AreaCode, Day
from service.api.schemas.assessment import AttainmentShape, GapShape, ProjectionShape
from service.api.schemas.shape import Links, PeriodShape, RangeShape, Shape

MOST = 12
Number = Annotated[float, Field(allow_inf_nan=False)]
Effect = Annotated[
    Number, Field(description="In the unit of the indicator; with a minus sign it lowers it.", examples=[5])
]
Moment = Annotated[
    str | None,
    Field(
        max_length=40,
        alias="from",
        description="When it begins: a day (2027-04-01), month, quarter (2027-Q2) or year. Without it, at once.",
        examples=["2027"],
    ),
]
Name = Annotated[str | None, Field(max_length=120, description="What to call it.")]
Ramp = Annotated[
    float, Field(ge=0, le=100, description="Years until the full effect, reached evenly.", examples=[3])
]


class Asked(BaseModel):
    """Base of everything that is sent: what it does not list is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class LevelShiftAsked(Asked):
    """A step: the series lies higher, or lower, for good."""

    scenario: Literal["level_shift"]
    name: Name = None
    effect: Effect
    begins: Moment = None


class PaceAsked(Asked):
    """A change of pace: so much more, or less, a year than on the current course."""

    scenario: Literal["pace"]
    name: Name = None
    effect: Annotated[Number, Field(description="In the unit of the indicator a year.")]
    begins: Moment = None


class PolicyAsked(Asked):
    """A measure that works in over some years and whose effect is uncertain."""

    scenario: Literal["policy"]
    name: Name = None
    effect: Annotated[
        Number, Field(description="The middle of what the effect may be once it is full.", examples=[5])
    ]
    low: Number | None = Field(default=None, description="The effect is below this with 1 chance in 10.")
    high: Number | None = Field(default=None, description="The effect is above this with 1 chance in 10.")
    begins: Moment = None
    ramp: Ramp = 0.0


class EarlierTrendAsked(Asked):
    """The trend of earlier years comes back: its pace, or the level it would have led to."""

    scenario: Literal["earlier_trend"]
    name: Name = None
    since: str = Field(max_length=40, description="Where those years begin.", examples=["2012"])
    until: str = Field(max_length=40, description="Where they end.", examples=["2019"])
    begins: Moment = None
    resume: Resume = Field(default=Resume.PACE, description="What comes back: `pace` or `level`.")
    ramp: Ramp = 0.0
    share: Number = Field(default=1.0, description="How much of the way is gone; 1 is all of it.")


class ShockAsked(Asked):
    """A sudden change that fades."""

    scenario: Literal["shock"]
    name: Name = None
    effect: Effect
    half_life: float = Field(gt=0, le=100, description="Years until half of it is gone.")
    begins: Moment = None


class ComparatorPaceAsked(Asked):
    """The pace of another area, or a pace given as a number, takes the place of the own."""

    scenario: Literal["comparator_pace"]
    name: Name = None
    area: AreaCode | None = Field(
        default=None, description="The area whose pace of the last five years is matched."
    )
    pace: Number | None = Field(
        default=None, description="The pace itself, in the unit of the indicator a year."
    )
    begins: Moment = None


class DelayAsked(Asked):
    """Everything the current course brings comes later."""

    scenario: Literal["delay"]
    name: Name = None
    years: float = Field(ge=0, le=100, description="By how many years.")


ScenarioAsked = Annotated[
    LevelShiftAsked
    | PaceAsked
    | PolicyAsked
    | EarlierTrendAsked
    | ShockAsked
    | ComparatorPaceAsked
    | DelayAsked,
    Field(discriminator="scenario"),
]


class WhatIfAsked(Asked):
    """Scenarios, each on its own beside the current course."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "scenarios": [
                    {
                        "scenario": "policy",
                        "name": "More capacity",
                        "effect": 5,
                        "low": 1,
                        "high": 9,
                        "from": "2027",
                        "ramp": 2,
                    },
                    {"scenario": "delay", "years": 1},
                ]
            }
        }
    )

    scenarios: list[ScenarioAsked] = Field(min_length=1, max_length=MOST)
    as_of: Day = None


class JudgedShape(Shape):
    """How the target stands under one course."""

    verdict: Verdict
    probability: float | None = Field(
        description="Chance of meeting the target; null where none can be given."
    )
    probability_range: RangeShape | None
    probability_shown: str = Field(description="The chance as it may be printed.")
    chance: str = Field(description="The chance in words.")
    projection: ProjectionShape | None
    projected_gap: GapShape | None
    attainment: AttainmentShape | None


class NeededShape(Shape):
    """What a chance would take, all else of the scenario as stated."""

    chance: float
    size: float | None = Field(description="The smallest size that gives it; null where none does.")
    text: str


class CoursePoint(Shape):
    """Percentiles of the series under the scenario for one period."""

    period: PeriodShape
    p2_5: float
    p10: float
    p25: float
    p50: float
    p75: float
    p90: float
    p97_5: float


class ScenarioShape(JudgedShape):
    """One scenario, judged by the same rules as the current course and on the same draws."""

    name: str
    scenario: ScenarioKind
    stated: dict[str, Any] = Field(description="The scenario as it was read.")
    change: float | None = Field(description="Its chance less that of the current course.")
    measure: Measure = Field(
        description="What sizes are counted in: the unit of the indicator, that a year, a share of the way, or years."
    )
    needed: list[NeededShape]
    statement: str
    course: list[CoursePoint]


class WhatIfShape(Shape):
    """A target on its current course and under scenarios."""

    target_id: str
    as_of: date
    assessment: str = Field(description="Key of the assessment whose forecast is used.")
    unit: str
    required_value: float | None
    caveat: str
    current_course: JudgedShape
    scenarios: list[ScenarioShape]
    links: Links
