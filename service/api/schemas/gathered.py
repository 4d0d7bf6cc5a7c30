"""Milestones, breaks and findings, gathered from everything that has some."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from service.api.schemas.access import Reason
from service.api.schemas.catalogue import BreakShape, MilestoneShape
from service.api.schemas.shape import FindingShape, Links, Listing, PeriodShape
from service.store.suspicion_records import SuspicionState


class MilestoneItem(MilestoneShape):
    """A milestone in a list, with its target."""

    target_id: str
    mission_id: str
    indicator_id: str | None
    links: Links


class MilestoneList(Listing):
    """Milestones."""

    items: list[MilestoneItem]


class BreakItem(BreakShape):
    """A break in a list, with its indicator."""

    indicator_id: str
    mission_id: str
    links: Links


class BreakList(Listing):
    """Breaks."""

    items: list[BreakItem]


class FindingItem(FindingShape):
    """A finding in a list: of a judgement of a target, or a break that the figures of an indicator suggest."""

    target_id: str | None = Field(description="The target that was judged; null for a suspected break.")
    mission_id: str
    as_of: date = Field(description="The day it was judged for; of a suspected break the day it was found.")
    id: int | None = Field(default=None, description="The number of a suspected break.")
    state: SuspicionState | None = Field(
        default=None, description="What has become of a suspected break: suspected, accepted or dismissed."
    )
    indicator_id: str | None = Field(default=None, description="The indicator of a suspected break.")
    area: str | None = Field(
        default=None, description="The area of a suspected break; null where it concerns all."
    )
    period: PeriodShape | None = Field(default=None, description="The first period after a suspected break.")
    version: str | None = Field(
        default=None, description="What `If-Match` names where a suspected break is dismissed."
    )
    decided_by: str | None = Field(default=None, description="Who accepted or dismissed it.")
    decided_at: datetime | None = Field(default=None, description="When.")
    reason: str | None = Field(default=None, description="Why.")
    links: Links


class DismissalSent(BaseModel):
    """Why a suspected break is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Reason


class FindingList(Listing):
    """Findings."""

    items: list[FindingItem]
