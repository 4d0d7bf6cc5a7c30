"""What targets there could be: the question, and everything that helps to answer it."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from forecasting.assessment import Reason
from forecasting.findings import Severity
from forecasting.indicators import Direction
from forecasting.setting.proposal import CautionCode
from forecasting.setting.proposed import Unset
from forecasting.targets import Comparator, Kind
from forecasting.trajectories import Shape as PathShapeName
from forecasting.verdicts import Verdict
from service.api.queries import AREA_PATTERN, ID_PATTERN
from service.api.schemas.measured import PacePlaceShape
from service.api.schemas.shape import Links, PeriodShape, Shape

LARGEST = 1e15
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
IndicatorName = Annotated[
    str,
    Field(pattern=ID_PATTERN, max_length=120, description="An indicator.", examples=["rtt_pct_within_18w"]),
]
AreaName = Annotated[
    str | None,
    Field(
        pattern=AREA_PATTERN,
        max_length=120,
        description="The area (GSS or ISO 3166 code). May be left out where the indicator has only one.",
        examples=["E92000001"],
    ),
]
PeriodText = Annotated[
    str,
    Field(
        min_length=1,
        max_length=40,
        description="A period in any notation: 2029-03, 2028/29, 2029-Q1, 2030, 2029-07-04.",
        examples=["2029-03"],
    ),
]


def _iso_text(given: object) -> object:
    # Of itself pydantic would read a number as seconds since 1970.
    if not isinstance(given, str) or not _ISO_DAY.fullmatch(given):
        raise PydanticCustomError("date_parsing", "Input should be a date such as 2025-06-30")
    return given


SentDay = Annotated[date, BeforeValidator(_iso_text), Field(examples=["2024-07-05"])]
Number = Annotated[float, Field(allow_inf_nan=False, ge=-LARGEST, le=LARGEST, strict=True)]


class Sent(BaseModel):
    """Base of what is sent: a field it does not list is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ProposalSent(Sent):
    """An indicator, an area and a date, for which targets are proposed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"indicator": "rtt_pct_within_18w", "by": "2029-03", "value": 92}],
        }
    )

    indicator: IndicatorName
    by: PeriodText
    area: AreaName = None
    value: Number | None = Field(
        default=None, description="A target of your own, to be told what it would mean.", examples=[92]
    )
    since: SentDay | None = Field(
        default=None,
        description="Makes it a total from this day to `by`; for indicators that add up over time only.",
        examples=["2024-07-05"],
    )
    direction: Direction | None = Field(
        default=None,
        description="Which way is better, where the indicator does not say, or the other way round.",
    )


class ChanceShape(Shape):
    """A probability on the current course, and as much of it as may be printed."""

    probability: float
    shown: str = Field(description="As it may be printed: a number, an outer tenth or a range.")
    words: str
    low: float | None = Field(
        description="Lower end, where the date lies further ahead than could be tested."
    )
    high: float | None


class PrecedenceShape(Shape):
    """How a pace stands among all paces over five to ten years in comparable areas."""

    percentile: float = Field(description="1 is faster than any.")
    units: int = Field(description="How many areas ever moved as fast.")
    of: int
    sentence: str


class RungShape(Shape):
    """The hardest value that has at least a chance asked for."""

    asked: float
    value: float
    chance: ChanceShape = Field(
        description="Of `value`; more than `asked` only where the value has a probability of its own."
    )
    stated: float = Field(description="The value as it would be published, rounded to the easier side.")
    stated_chance: ChanceShape
    pace: float | None = Field(description="The change a year it asks for.")
    precedence: PrecedenceShape | None


class WayShape(Shape):
    """What one way of setting targets gives."""

    key: str
    family: str = Field(
        description="`healthy_people`, `own` (this series' past) or `areas` (comparable areas)."
    )
    title: str
    value: float | None
    stated: float | None
    chance: ChanceShape | None
    pace: float | None
    precedence: PrecedenceShape | None
    reason: Unset | None = Field(description="Why there is no value, or none to be used.")
    notes: list[str]
    source: str


class PaceRungShape(Shape):
    """A pace that a share of all paces among comparable areas stays below, and where it leads."""

    percentile: float
    pace: float
    value: float
    chance: ChanceShape | None
    within: bool = Field(description="Whether the indicator can take the value.")


class ComparedShape(Shape):
    """The areas this one is compared with."""

    areas: int
    noun: str
    spells: int
    best_area: str | None
    best_value: float | None
    middle_value: float | None
    place: int | None = Field(description="Where this area stands today, 1 is best.")


class SpanShape(Shape):
    """The range a target may sensibly lie in."""

    even: float = Field(description="As likely as not on the current course.")
    ambitious: float = Field(description="One chance in ten: ambitious yet achievable.")
    text: str


class PathPointShape(Shape):
    """A value on the way."""

    period: PeriodShape
    value: float
    chance: ChanceShape | None


class SuggestedPathShape(Shape):
    """A way from today's figure to a value, with milestones."""

    towards: float
    shape: PathShapeName
    why: str
    points: list[PathPointShape]


class MeaningShape(Shape):
    """What a given value asks for."""

    value: float
    chance: ChanceShape | None
    verdict: Verdict = Field(description="The verdict a target of this value would have today.")
    reason: Reason | None
    reason_text: str
    statement: str
    pace: float | None
    recent_pace: float | None
    acceleration: float | None = Field(description="Required pace over recent pace.")
    own: PacePlaceShape | None
    precedence: PrecedenceShape | None
    reached_elsewhere: int | None = Field(description="How many compared areas stand there already.")
    least_detectable: float | None
    detectable: bool | None
    sentences: list[str]


class ProposalCautionShape(Shape):
    """One thing to beware of."""

    code: CautionCode
    message: str
    severity: Severity


class ProposalShape(Shape):
    """Everything that helps to set one target: ranges with reasons, never one number."""

    series_id: str
    indicator: str
    title: str
    area: str
    unit: str
    decimals: int | None
    direction: Direction
    comparator: Comparator = Field(description="How a value is reached; equality counts.")
    kind: Kind
    asked: PeriodShape
    resolved: PeriodShape = Field(description="The period whose figure decides.")
    window_start: date | None
    as_of: date
    latest_period: PeriodShape
    latest_value: float
    start_period: PeriodShape = Field(
        description="The figure paces are measured from: the newest of that season."
    )
    start_value: float
    years: float
    span: SpanShape | None
    ladder: list[RungShape] = Field(
        description="Values with 90, 75, 50, 25 and 10% chance, the easiest first."
    )
    reason: Reason | None = Field(description="Why no probability is given.")
    reason_text: str
    ways: list[WayShape]
    paces: list[PaceRungShape]
    compared: ComparedShape | None
    meaning: MeaningShape | None = Field(description="What `value` would mean, where one was sent.")
    path: SuggestedPathShape | None
    cautions: list[ProposalCautionShape]
    record: str = Field(description="How forecasts like this one came true.")
    engine: str
    caveat: str
    links: Links
