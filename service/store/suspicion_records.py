"""A suspected break as the store hands it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forecasting.periods import Period


class Sign(StrEnum):
    """What suggests a break."""

    STEP = "step"
    AREAS = "areas"
    FACTOR = "factor"


class SuspicionState(StrEnum):
    """What has become of a suspicion."""

    SUSPECTED = "suspected"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What figures suggest of one indicator: that from a period on they are no longer what they were.

    ``area`` is empty where it concerns all areas. ``before`` and ``after`` are the figures on both sides of a step, and
    ``times`` is how often it holds the usual change. Where many areas step at once, ``after`` of ``before`` areas do;
    where a release gives all that was held times one factor, ``after`` is the factor.
    """

    indicator_id: str
    area: str
    period: Period
    sign: Sign
    before: float
    after: float
    times: float = 0.0

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What tells it from others."""
        return self.indicator_id, self.area, str(self.period), self.sign.value


@dataclass(frozen=True, slots=True)
class SuspicionRecord:
    """A suspicion that is kept, and the last decision on it (None: none yet).

    Before ``visible_from`` it is nobody's, and nobody decides on it.
    """

    id: int
    suspicion: Suspicion
    found_at: datetime
    version: int
    decision: SuspicionState | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    why: str = ""
    visible_from: datetime | None = None

    @property
    def tag(self) -> str:
        """What tells this decision from another, for ``If-Match``."""
        return f"{self.id}-{self.version}"
