"""The public methods beside our judgement of a target."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from forecasting.public_methods.method import Question
from forecasting.public_methods.yardstick import Leaning, State, Tag, Why
from forecasting.verdicts import Verdict
from service.api.schemas.shape import Links, Shape


class CutShape(Shape):
    """A label and the value it begins at."""

    label: str
    at: float
    strict: bool = Field(description="True where the value itself still belongs below (>, not ≥).")


class LadderShape(Shape):
    """Thresholds of one quantity, highest first, compared after rounding to ten decimals."""

    quantity: str
    cuts: list[CutShape]
    otherwise: str = Field(description="What lies below all of them.")


class PrincipalShape(Shape):
    """The number that the label rests on."""

    name: str = Field(description="Its key among `numbers`.")
    words: str
    value: float | None


class YardstickShape(Shape):
    """The answer of one public method."""

    method: str = Field(description="Stable name.")
    title: str
    version: str
    asks: str = Field(description="The question the method answers.")
    looks_at: Question = Field(
        description="The way to the target, the trend whatever the target, or our own probability."
    )
    label: str | None = Field(
        description="In the body's own words; null where it gives none, and then see `reason`."
    )
    leaning: Leaning = Field(description="What the label comes to, so that methods can be compared.")
    numbers: dict[str, float | None]
    principal: PrincipalShape | None
    thresholds: list[LadderShape]
    window: str = Field(description="The figures used.")
    path: str = Field(description="Shape of the way the method has in mind.")
    rule: str = Field(description="Which rule decided.")
    details: dict[str, str] = Field(
        description="Further words: a second icon, an outcome, a suggested rebase."
    )
    state: State = Field(description="How the target stands, worked out before any method is asked.")
    reason: Why | None = Field(description="Why there is no label or number, or what the label rests on.")
    caveats: list[str]
    may_differ_because: str
    limits: str
    source: str
    confidence: Tag = Field(description="Whether the thresholds are confirmed as the body's own.")
    inputs_hash: str = Field(description="Changes exactly when what was asked changes.")
    data_vintage: str = Field(description="The day from which the figures speak.")


class AgreementShape(Shape):
    """Who says what, by names of methods, and what parts them."""

    agree: bool | None = Field(description="Null where no public method has an answer.")
    well: list[str] = Field(description="Call the target met or well on its way.")
    not_well: list[str]
    without_answer: list[str] = Field(description="Have none, or none that takes a side.")
    sentence: str


class JudgementShape(Shape):
    """Our own judgement, in short."""

    key: str
    as_of: date
    verdict: Verdict
    probability: float | None
    probability_shown: str
    label_set: str


class YardsticksShape(Shape):
    """Every public method on one target, side by side."""

    target_id: str
    as_of: date = Field(description="The day from which the figures speak.")
    judgement: JudgementShape | None = Field(description="Null where the target has not been assessed.")
    agreement: AgreementShape
    yardsticks: list[YardstickShape] = Field(description="One for each method, always in the same order.")
    links: Links
