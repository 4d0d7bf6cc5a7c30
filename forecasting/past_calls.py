"""What was said of targets whose outcome is known by now, and what simpler rules would have said on the same day.

A call is one judgement of one target on one day. Those that were given while the outcome was open are *served*;
those made afterwards from what was known on that day are *replayed*, and always say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Footing(StrEnum):
    """Whether a call was given at the time, or is what would have been given."""

    SERVED = "served"
    REPLAYED = "replayed"


class Distance(StrEnum):
    """How far ahead a target lay when the call was made."""

    UNDER_ONE = "under_1_year"
    ONE_TO_TWO = "1_to_2_years"
    TWO_TO_FIVE = "2_to_5_years"
    OVER_FIVE = "over_5_years"

    @classmethod
    def of(cls, as_of: date, due: date) -> Distance:
        """The distance between the day of a call and the day a target is due."""
        years = (due - as_of).days / 365.25
        ends = ((1.0, cls.UNDER_ONE), (2.0, cls.ONE_TO_TWO), (5.0, cls.TWO_TO_FIVE))
        return next((name for end, name in ends if years < end), cls.OVER_FIVE)


@dataclass(frozen=True, slots=True)
class PastCall:
    """One judgement of a target whose outcome is known.

    ``probability`` is None where it was refused, for ``reason``. ``no_change`` says whether the target would be met
    if the newest value stood still, ``straight_line`` whether a straight line through the last five years meets it,
    ``published`` whether somebody else had called it on track by then (``published_by``, on ``published_on``);
    each is None where it has no answer. ``knowledge`` says whether every figure came from an edition of that time.
    """

    target_id: str
    mission_id: str
    indicator_id: str
    as_of: date
    due: date
    footing: Footing
    knowledge: str
    key: str
    engine: str
    models: tuple[str, ...]
    verdict: str
    probability: float | None
    shown: str
    reason: str | None
    met: bool
    no_change: bool | None = None
    straight_line: bool | None = None
    published: bool | None = None
    published_by: str = ""
    published_on: date | None = None

    @property
    def distance(self) -> Distance:
        """How far ahead the target lay."""
        return Distance.of(self.as_of, self.due)

    @property
    def model(self) -> str:
        """What made the forecast: the engine's version and its models."""
        parts = [f"engine {self.engine}" if self.engine else "", ", ".join(self.models)]
        return ": ".join(part for part in parts if part) or "none"

    @property
    def on_their_day(self) -> bool:
        """Whether it was made on the very day on which somebody else gave their word."""
        return self.published_on == self.as_of


@dataclass(frozen=True, slots=True)
class PublishedWord:
    """What somebody else said of a target on a day, and what is replayed for the same day.

    ``said_on`` is the day it counts from and ``dated`` what its source says of that (a month counts as its last day).
    ``probability`` is None where nothing was, or could be, said on that day, for ``reason`` where there is one;
    ``met`` is None where there is no outcome: ``status`` says whether the target still runs.
    """

    target_id: str
    mission_id: str
    said_on: date
    dated: str
    by: str
    on_track: bool
    citation: str
    note: str
    status: str
    met: bool | None
    probability: float | None = None
    shown: str = ""
    reason: str | None = None
    knowledge: str = ""
