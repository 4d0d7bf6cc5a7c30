"""The tables of what was worked out: forecasts, judgements, replays, explanations, and what they were worth."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.store.tables import METADATA, visible_from_index

__all__ = [
    "METADATA",
    "AssessmentRow",
    "ConstantsRow",
    "DecompositionRow",
    "ExplanationRow",
    "ForecastRow",
    "ReplayRow",
    "TrackRecordRow",
    "TrackRow",
]


class ForecastRow(SQLModel, table=True):
    """The predictive distribution of a series as of a date.

    ``margins`` holds the quantile grid, one row a horizon, to the last bit (``service.store.grids``).
    ``visible_from`` is when all it was made from is out of an embargo.
    """

    __tablename__ = "forecast"
    __table_args__ = (
        Index("ix_forecast_series", "indicator_id", "area", "as_of"),
        visible_from_index("forecast"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    indicator_id: str
    area: str
    as_of: date
    recorded_at: datetime
    engine: str
    code_version: str
    seed: str  # may have more bits than a column of numbers
    frequency: str
    origin: str
    horizon: int
    tail: float
    lower: float | None
    upper: float | None
    dependence: str = Field(sa_type=Text)
    diagnostics: str = Field(sa_type=Text)
    margins: bytes = Field(sa_type=LargeBinary)
    visible_from: datetime | None = None


class AssessmentRow(SQLModel, table=True):
    """One judgement, kept for good.

    ``document`` is the assessment as JSON without its track, which is large and stands in a table of
    its own. ``confirmed_at`` is when the judgement was last found to hold still: the current one of a
    target has the newest ``as_of`` and then the newest ``confirmed_at``, so that an undone change
    brings the earlier judgement back. ``visible_from`` is when all it rests on is out of an embargo: it then is the
    current one without anybody's doing.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        Index("ix_assessment_current", "target_id", "as_of", "confirmed_at", "id"),
        Index("ix_assessment_recorded_at", "recorded_at"),
        visible_from_index("assessment"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    target_id: str
    target_version: str
    mission_id: str
    as_of: date
    recorded_at: datetime
    confirmed_at: datetime
    kind: str
    verdict: str
    probability: float | None
    reason: str | None
    label_set: str
    newest_information: date | None
    forecast_key: str | None
    document: str = Field(sa_type=Text)
    visible_from: datetime | None = None


class TrackRow(SQLModel, table=True):
    """The history, required path and fan of one assessment: JSON, compressed with zlib."""

    __tablename__ = "track"

    assessment_key: str = Field(primary_key=True, foreign_key="assessment.key")
    points: bytes = Field(sa_type=LargeBinary)


class ReplayRow(SQLModel, table=True):
    """What the engine would have said of a series from past origins, beside what happened.

    Made again when ``key``, a hash of the figures and the engine, is another; ``document`` is JSON.
    """

    __tablename__ = "replay"

    indicator_id: str = Field(primary_key=True)
    area: str = Field(primary_key=True)
    key: str
    recorded_at: datetime
    document: str = Field(sa_type=Text)


class ConstantsRow(SQLModel, table=True):
    """Constants of the spread fitted on this installation's own record, with the report of the fit as JSON.

    The newest of a frequency class that is not retired is in force. Rows are never changed but for
    ``retired_at``, and the shipped constants are never touched.
    """

    __tablename__ = "constants"

    id: int | None = Field(default=None, primary_key=True)
    version: str
    frequency_class: str
    recorded_at: datetime
    retired_at: datetime | None = None
    document: str = Field(sa_type=Text)


class ExplanationRow(SQLModel, table=True):
    """What moved a target from one judgement to another: the shares of the causes, as JSON. Never changed."""

    __tablename__ = "explanation"
    __table_args__ = (
        UniqueConstraint("before_key", "after_key"),
        Index("ix_explanation_target", "target_id", "after_as_of"),
        Index("ix_explanation_after_key", "after_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    target_id: str
    before_key: str
    after_key: str
    before_as_of: date
    after_as_of: date
    recorded_at: datetime
    document: str = Field(sa_type=Text)


class TrackRecordRow(SQLModel, table=True):
    """The past calls of one target whose outcome is known, as JSON; made again when ``key`` is another."""

    __tablename__ = "track_record"

    target_id: str = Field(primary_key=True)
    mission_id: str
    key: str
    recorded_at: datetime
    document: str = Field(sa_type=Text)


class DecompositionRow(SQLModel, table=True):
    """Which places drive the gap of one target, as JSON; made again when ``key`` is another."""

    __tablename__ = "decomposition"

    target_id: str = Field(primary_key=True)
    key: str
    recorded_at: datetime
    document: str = Field(sa_type=Text)
