"""The table of breaks that are suspected and that nobody has recorded.

It belongs to the tables of ``service.store.tables``.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.store.tables import METADATA, visible_from_index

__all__ = ["METADATA", "SuspicionRow"]


class SuspicionRow(SQLModel, table=True):
    """A break that the figures of an indicator suggest, and what was decided of it.

    ``area`` is empty where it concerns all of them. ``sign`` says what suggests it, ``before`` and ``after`` by how
    much: see ``Suspicion``.
    ``version`` counts the decisions. Before ``visible_from`` it is nobody's, as the figures that suggest it.
    """

    __tablename__ = "suspected_break"
    __table_args__ = (
        UniqueConstraint("indicator_id", "area", "period", "sign"),
        visible_from_index("suspected_break"),
    )

    id: int | None = Field(default=None, primary_key=True)
    indicator_id: str
    area: str
    period: str
    frequency: str
    period_start: date
    sign: str
    before: float
    after: float
    times: float
    found_at: datetime
    visible_from: datetime | None = None
    version: int = 0
    decision: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    why: str = Field(default="", sa_type=Text)
