"""Label sets: what a probability is called, and how often each was wrong."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from forecasting.labels import Verdict
from service.api.schemas.shape import Links, Listing, Shape


class LabelShape(Shape):
    """One label, from a probability up."""

    label: str
    words: str
    verdict: Verdict = Field(description="What it comes to in the stable codes.")
    from_: float = Field(
        alias="from", description="The probability it begins at, after rounding to ten decimals."
    )
    strict: bool = Field(default=False, description="True where the value itself still belongs below.")


class FewFiguresShape(Shape):
    """What a series of three or four figures is called between two probabilities, both included."""

    label: str
    from_: float = Field(alias="from")
    to: float


class LabelCountShape(Shape):
    """How many targets had a label, how many of them were met."""

    label: str
    said: int
    met: int


class LabelErrorsRow(Shape):
    """The record of one frequency class and stretch of horizons."""

    frequency: str
    horizons: tuple[int, int] = Field(description="First and last, in periods ahead.")
    series: int = Field(description="Independent series behind it.")
    believed: bool = Field(description="Whether they are at least 100.")
    targets: int
    met: int
    false_alarm: float | None = Field(description="Null where nothing was called off track.")
    missed_alarm: float | None = Field(description="Null where nothing was called on track.")
    false_alarm_of_met: float | None = Field(description="Of the targets met, the share called off track.")
    missed_alarm_of_missed: float | None = Field(
        description="Of the targets missed, the share called on track."
    )
    labels: list[LabelCountShape]


class LabelErrorsShape(Shape):
    """What the backtest says of a set."""

    false_alarm: str = Field(description="What a false alarm is.")
    missed_alarm: str = Field(description="What a missed alarm is.")
    basis: str = Field(description="What it was counted on.")
    engine: str
    rows: list[LabelErrorsRow]


class LabelSetCore(Shape):
    """A label set in a list."""

    id: str
    version: int
    title: str
    description: str
    owner: str = Field(description="`bundled`, or the folder it comes from.")
    labels: list[LabelShape] = Field(description="Highest first.")
    links: Links


class LabelSetVersion(Shape):
    """One version of a label set."""

    version: int
    recorded_at: datetime | None
    in_force: bool


class LabelSetShape(LabelSetCore):
    """A label set with its rules and its record."""

    settled: dict[Verdict, str] = Field(description="Words for targets that are settled or not judged.")
    few_figures: FewFiguresShape | None
    telling_margin: float = Field(
        description="How far past a cut a probability must be before a change of label is told. Never changes a label."
    )
    errors: LabelErrorsShape
    versions: list[LabelSetVersion] = Field(description="Newest first.")


class LabelSetList(Listing):
    """Label sets in force."""

    items: list[LabelSetCore]
