"""Why an assessment moved."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from forecasting.assessment import Knowledge
from forecasting.explained import Method, Unexplained
from forecasting.explanation import Cause
from forecasting.verdicts import Verdict
from service.api.schemas.shape import Links, PeriodShape, Shape


class EndShape(Shape):
    """One of two assessments that are compared."""

    key: str
    as_of: date
    verdict: Verdict
    knowledge: Knowledge = Field(
        description="`real_time` or `pseudo_real_time` where it was judged afterwards as of an earlier day."
    )
    engine: str
    probability: float | None
    probability_shown: str
    projected: float | None = Field(description="Middle of what is expected at the target date.")
    period: PeriodShape | None


class PartShape(Shape):
    """What one cause added; exactly 0 where it did not change."""

    cause: Cause
    changed: bool
    probability: float | None
    projected: float | None = Field(description="Null where the two are not in one unit.")


class ExplanationShape(Shape):
    """From one assessment to a later one. The parts add up to the change without a rest."""

    target_id: str
    unit: str
    before: EndShape
    after: EndShape
    change: float | None = Field(description="How far the probability moved: the sum of the parts.")
    parts: list[PartShape] = Field(description="The four causes; empty where `reason` says why.")
    method: Method = Field(
        description=(
            "`by_difference`: the calibration of one of the two cannot be run any more; its part is what the stored "
            "assessments differ from today's calibration on the same data."
        )
    )
    reason: Unexplained | None = Field(description="Why the movement is not divided up.")
    new_periods: list[PeriodShape] = Field(description="Periods that have their first figure since.")
    revised_periods: list[PeriodShape] = Field(description="Periods whose figure is another one now.")
    statement: str


class ChangesShape(Shape):
    """What moved a target, step by step."""

    target_id: str
    since: date | None
    current: EndShape
    together: ExplanationShape | None = Field(description="All steps as one; null where there is none.")
    steps: list[ExplanationShape] = Field(description="The newest first.")
    links: Links
