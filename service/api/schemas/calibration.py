"""What series are forecast with: champions and challengers, and their backtests side by side."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from forecasting.judging.treatments import Scale
from forecasting.recalibration.calibration import Constants
from forecasting.recalibration.parts import Part
from service.api.schemas.access import Reason
from service.api.schemas.shape import Links, Listing, PeriodShape, Shape
from service.store.calibration_records import Action, State


class CalibrationCore(Shape):
    """A challenger, or what became of it, with the result of its comparison."""

    id: int
    indicator_id: str
    area: str | None = Field(description="Null where it is for every area of the indicator.")
    state: State
    calibration: str = Field(description="What it forecasts with, in a few words.")
    champion: str = Field(description="What it was compared with, in a few words.")
    change: float | None = Field(
        description="Relative difference of the mean CRPS on origins that chose nothing; below 0 it is better."
    )
    p: float | None = Field(description="Of that difference, by the Diebold-Mariano test.")
    p_adjusted: float | None = Field(
        description="The same times the number of challengers tried since the champion, at most 1."
    )
    tried: int = Field(description="Challengers tried since the champion, this one included.")
    as_of: date = Field(description="Newest day on which any of the figures compared became known.")
    engine: str
    code_version: str
    version: str = Field(description="Names the choices; judgements made with it carry it in `engine`.")
    run: str = Field(description="The recalibration that made it.")
    reason: str
    created_by: str
    created_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None = Field(description="Why it was promoted, rejected or retired.")
    statement: str


class CalibrationItem(CalibrationCore):
    """A calibration in a list."""

    links: Links


class CalibrationList(Listing):
    """Calibrations, the newest first."""

    items: list[CalibrationItem]


class DrivenByShape(Shape):
    """An indicator of the same area that acts on the series."""

    indicator: str
    lag: int = Field(description="Periods later.")


class SpreadShape(Shape):
    """How wide the forecast is."""

    constants: Constants
    factor: float = Field(description="About the median; 1.2 is a fifth wider.")


class ChoicesShape(Shape):
    """The choices of a calibration; what is empty is as the engine ships."""

    models: list[str]
    weights: list[tuple[str, float]]
    scale: Scale
    since: PeriodShape | None
    excluded: list[PeriodShape]
    breaks: list[PeriodShape]
    regressors: list[DrivenByShape]
    spread: SpreadShape
    seed: int | None


class CalibrationSettingsShape(Shape):
    """With what it was compared."""

    engine: str
    constants: dict[str, str]
    horizon: int
    seed: int | str


class CalibrationDataShape(Shape):
    """On what it was compared."""

    indicator_id: str
    area: str | None
    unit: str
    series: int = Field(description="How many areas it was compared on.")
    areas: int = Field(description="How many areas the indicator has.")
    compared: list[str] = Field(
        default=[], description="Which areas, where it is for all of them: evenly spread by code."
    )
    observations: int
    latest_period: PeriodShape
    releases: list[str]
    digest: str


class CalibrationOriginsShape(Shape):
    """From when: earlier origins may choose a challenger, later ones confirm it."""

    footings: dict[str, int] = Field(
        description="Origins whose figures are those of releases of the time, or stand as published later."
    )
    choosing: list[str]
    confirming: list[str]


class CandidateShape(Shape):
    """A candidate of a search: its CRPS on the choosing origins over the champion's; null without an answer."""

    name: str
    version: str
    ratio: float | None


class RuleShape(Shape):
    """What a declared rule of automatic promotion says of it."""

    rule: str
    text: str
    promote: bool
    reasons: list[str]


class CalibrationEventShape(Shape):
    """Who did what to the calibration of a series, when and why."""

    at: datetime
    indicator_id: str
    area: str | None
    action: Action
    id: int | None = Field(description="The calibration; null for the engine as it ships.")
    before: int | None = Field(description="What stood there before.")
    who: str
    why: str
    rule: str | None


class CalibrationShape(CalibrationCore):
    """One calibration in full.

    `champion_version` counts the changes of the champion of its series: send it in `If-Match` to promote or reject.
    """

    choices: ChoicesShape
    settings: CalibrationSettingsShape
    data: CalibrationDataShape
    origins: CalibrationOriginsShape
    search: list[CandidateShape]
    rules: list[RuleShape]
    predecessor: int | None
    champion_version: int
    events: list[CalibrationEventShape]
    links: Links


class MeasureShape(Shape):
    """One measure of champion and challenger.

    `difference` is challenger less champion of what should be low: a score, or for coverage, bias and PIT the distance
    from what is right. `low` and `high` hold it with 90%.
    """

    measure: str
    part: Part
    footing: str | None = Field(
        description="How the figures of its origins are known, where they are known in several ways; null for all."
    )
    from_: int | None = Field(alias="from", description="First horizon; null for all.")
    to: int | None
    champion: float | None
    challenger: float | None
    difference: float | None
    error: float | None
    low: float | None
    high: float | None
    p: float | None
    p_adjusted: float | None
    origins: int
    method: str


class PitPairShape(Shape):
    """The share of outcomes in each tenth of their forecast; a tenth each where it is right."""

    champion: list[float]
    challenger: list[float]


class SaidShape(Shape):
    """Probabilities of past targets said within one tenth, and the share that came true."""

    said: float
    happened: float
    count: int


class ReliabilityPairShape(Shape):
    """The same of both."""

    champion: list[SaidShape]
    challenger: list[SaidShape]


class BandShape(Shape):
    """A forecast at one horizon."""

    p10: float | None
    p50: float | None
    p90: float | None


class PastPairShape(Shape):
    """What both said of one period, and what happened."""

    horizon: int
    period: PeriodShape
    actual: float
    champion: BandShape
    challenger: BandShape


class PastOriginShape(Shape):
    """One past origin with what was said from there."""

    area: str
    period: PeriodShape
    as_of: date | None
    footing: str
    part: Part
    last_value: float
    forecasts: list[PastPairShape]


class ComparisonShape(Shape):
    """A challenger and its champion side by side on the same past origins."""

    id: int
    indicator_id: str
    area: str | None
    tried: int
    choosing: int
    confirming: int
    series: int
    statement: str
    measures: list[MeasureShape]
    pit: PitPairShape
    reliability: ReliabilityPairShape
    items: list[PastOriginShape]
    links: Links


class DecisionSent(BaseModel):
    """A decision about a challenger."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Reason


class RollbackSent(DecisionSent):
    """The champion of an indicator is to be what it was before."""

    area: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:\-]*$",
        max_length=120,
        description="Of one area, where several have champions of their own.",
        examples=["E92000001"],
    )


class DecidedShape(Shape):
    """A decision that was made.

    What is forecast with another calibration from now on is judged anew by the job; until that is done, the judgements
    made before stand.
    """

    action: Action
    indicator_id: str
    area: str | None
    before: int | None = Field(description="The calibration before; null for the engine as it ships.")
    after: int | None = Field(description="The calibration now; null for the engine as it ships.")
    champion_version: int
    targets: list[str] = Field(description="To be judged anew.")
    job: str | None = Field(
        description="The job that does it and forecasts the series anew; null where nothing was changed."
    )
    links: Links
