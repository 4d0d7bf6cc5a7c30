"""The tables of calibrations: challengers with their backtests, champions, what happened to them, runs.

They belong to the tables of ``service.store.tables``.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.store.tables import METADATA

__all__ = [
    "METADATA",
    "CalibrationEventRow",
    "CalibrationRow",
    "ChampionRow",
    "RecalibrationItemRow",
    "RecalibrationRunRow",
]


class CalibrationRow(SQLModel, table=True):
    """A challenger, or what became of it: the choices it makes and its backtest beside the champion's, kept for good.

    ``area`` is empty where it is for every area of the indicator. ``version`` names the choices, ``key`` also what
    they were compared on and with. ``against`` is the version of the champion's place it was compared with,
    ``predecessor`` the calibration that stood there (empty: the engine as it ships). Only ``state`` and what was
    decided ever change. ``document`` and ``backtest`` are JSON.
    """

    __tablename__ = "calibration"
    __table_args__ = (
        UniqueConstraint("run", "key"),
        Index("ix_calibration_series", "indicator_id", "area", "id"),
        Index("ix_calibration_version", "version"),
    )

    id: int | None = Field(default=None, primary_key=True)
    run: str
    key: str
    version: str
    indicator_id: str
    area: str
    state: str
    reason: str = Field(sa_type=Text)
    created_by: str
    created_at: datetime
    engine: str
    code_version: str
    as_of: date
    against: int
    predecessor: int | None
    tried: int
    change: float | None
    p: float | None
    p_adjusted: float | None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision: str | None = Field(default=None, sa_type=Text)
    document: str = Field(sa_type=Text)
    backtest: str = Field(sa_type=Text)


class ChampionRow(SQLModel, table=True):
    """Which calibration a series is forecast with: empty for the engine as it ships.

    ``version`` counts the changes of the place, so that two who change it at once are told apart.
    """

    __tablename__ = "champion"

    indicator_id: str = Field(primary_key=True)
    area: str = Field(primary_key=True)
    calibration_id: int | None = Field(default=None, foreign_key="calibration.id")
    version: int
    changed_at: datetime


class CalibrationEventRow(SQLModel, table=True):
    """What happened to the calibration of a series: who did what, when and why. Never changed."""

    __tablename__ = "calibration_event"
    __table_args__ = (Index("ix_calibration_event_series", "indicator_id", "area", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    indicator_id: str
    area: str
    at: datetime
    who: str
    action: str
    calibration_id: int | None
    before: int | None
    version: int
    why: str = Field(sa_type=Text)
    rule: str = Field(sa_type=Text)


class RecalibrationRunRow(SQLModel, table=True):
    """A run that makes challengers: what was asked for and of which series, as JSON, and whether it is done."""

    __tablename__ = "recalibration_run"

    id: str = Field(primary_key=True)
    who: str
    created_at: datetime
    finished_at: datetime | None = None
    document: str = Field(sa_type=Text)


class RecalibrationItemRow(SQLModel, table=True):
    """What came of one series in a run: a challenger, nothing better, or why there is none."""

    __tablename__ = "recalibration_item"

    run: str = Field(primary_key=True, foreign_key="recalibration_run.id")
    indicator_id: str = Field(primary_key=True)
    area: str = Field(primary_key=True)
    outcome: str
    calibration_id: int | None = None
    code: str
    message: str = Field(sa_type=Text)
