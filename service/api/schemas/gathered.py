"""Milestones, breaks and findings, gathered from everything that has some."""

from __future__ import annotations

from datetime import date

from service.api.schemas.catalogue import BreakShape, MilestoneShape
from service.api.schemas.shape import FindingShape, Links, Listing


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
    """A finding in a list, with the judgement it was made in."""

    target_id: str
    mission_id: str
    as_of: date
    links: Links


class FindingList(Listing):
    """Findings."""

    items: list[FindingItem]
