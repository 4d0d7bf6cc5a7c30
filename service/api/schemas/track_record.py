"""What was said of targets whose outcome is known, and what it was worth."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from forecasting.call_scores import Rival
from forecasting.past_calls import Distance, Footing
from forecasting.targets import TargetStatus
from forecasting.verdicts import Verdict
from service.api.schemas.shape import Links, Listing, Shape


class CallTenthShape(Shape):
    """Probabilities said within one tenth."""

    said: float = Field(description="Their mean.")
    happened: float = Field(description="The share of their targets that were met.")
    count: int


class RivalShape(Shape):
    """Our probabilities beside what another rule, or somebody else, said of the same targets on the same days."""

    rival: Rival
    calls: int = Field(description="Calls that both have.")
    indicators: int
    brier: float = Field(description="Mean squared error of our probabilities on these calls.")
    brier_bare: float = Field(description="Of the rival's yes or no, taken as certainty.")
    brier_recalibrated: float | None = Field(
        description="Of the rival at its best: how often targets on other indicators were met when it said the same."
    )
    skill: float | None = Field(description="1 less the ratio of our score to the rival's at its best.")
    gain: float | None = Field(description="The rival's score at its best less ours: above 0 we are better.")
    gain_error: float | None = Field(
        description="Standard error of the gain, by bootstrap clustered by indicator."
    )
    right: float = Field(description="Share of our probabilities on the right side of one half.")
    rival_right: float


class CallRecordShape(Shape):
    """What some calls were worth."""

    calls: int
    refused: int = Field(description="Calls without a probability; they are not scored.")
    targets: int
    indicators: int
    said: float | None = Field(description="Mean probability.")
    met: float | None = Field(description="Share of scored calls whose target was met.")
    brier: float | None = Field(description="Mean squared error; 0.25 is a coin.")
    brier_error: float | None
    log_score: float | None
    right: float | None
    enough: bool = Field(
        description="At least 100 independent indicators: fewer show nothing about calibration."
    )
    comparisons: list[RivalShape]
    reliability: list[CallTenthShape]


class CallGroupShape(CallRecordShape):
    """The record of one group of calls."""

    dimension: str = Field(
        description="What the calls are grouped by: footing, mission, target, distance or model."
    )
    group: str


class WordsSummaryShape(Shape):
    """What official bodies said of targets while they ran; the rival `published` is ours beside it."""

    statement: str = Field(description="How to read it.")
    words: int = Field(description="How many words are cited.")
    targets: int = Field(description="How many targets they are on.")
    without_outcome: int = Field(
        description="Words on targets that still run, or that ended without an outcome."
    )
    came_true: int = Field(description="Words on the others that came true.")


class TrackRecordShape(Shape):
    """The track record."""

    statement: str = Field(description="How to read it.")
    overall: CallRecordShape
    words: WordsSummaryShape
    groups: list[CallGroupShape]
    links: Links


class PastCallShape(Shape):
    """One judgement of a target whose outcome is known by now."""

    target_id: str
    mission_id: str
    indicator_id: str
    as_of: date = Field(description="The day it was made, or is made for.")
    due: date
    distance: Distance
    footing: Footing = Field(description="Served at the time, or replayed from what was known on the day.")
    knowledge: str = Field(description="Whether every figure came from an edition of that time.")
    key: str = Field(description="The assessment, where it was served.")
    engine: str
    models: list[str]
    model: str
    verdict: Verdict
    probability: float | None
    shown: str
    reason: str | None = Field(description="Why there was no probability.")
    met: bool = Field(description="What happened.")
    no_change: bool | None = Field(description="Whether it would be met if nothing changed from that day on.")
    straight_line: bool | None = Field(
        description="Whether a straight line through the last five years meets it."
    )
    published: bool | None = Field(
        description="Whether somebody else had called it on track by then; compared on the day it was said."
    )
    published_by: str
    published_on: date | None


class PastCallList(Listing):
    """Calls, by target and day."""

    items: list[PastCallShape]


class PublishedWordShape(Shape):
    """What somebody else said of a target on a day, with what is replayed for the same day."""

    target_id: str
    mission_id: str
    said_on: date = Field(description="The day it counts from; a month counts as its last day.")
    dated: str = Field(description="What its source says of the day.", examples=["2013-06"])
    by: str = Field(description="Who said it.")
    on_track: bool = Field(description="Whether it was called on track.")
    citation: str = Field(description="Where it was published.")
    note: str
    status: TargetStatus = Field(description="Where the target stands today.")
    met: bool | None = Field(description="What happened; null where there is no outcome.")
    probability: float | None = Field(description="Ours on that day, from what was known then.")
    shown: str
    reason: str | None = Field(description="Why there is no probability, where that is known.")
    knowledge: str = Field(description="Whether every figure came from an edition of that time.")


class PublishedWordList(Listing):
    """What others said, by target and day."""

    items: list[PublishedWordShape]
