"""First tables: the catalogue, observations by release, forecasts and assessments."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "r0001"
down_revision = None

_PLAIN_ORDER = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_CURRENT = sa.text("recorded_to IS NULL")


def upgrade() -> None:
    _identity()
    _catalogue()
    _observations()
    _judgements()


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sqlmodel.AutoString(), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sqlmodel.UTCDateTime(), nullable=nullable)


def _identity() -> None:
    store = op.create_table(
        "store",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("uuid"),
        sa.Column("version", sa.Integer(), nullable=False),
        _instant("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_store"),
    )
    op.bulk_insert(
        store, [{"id": 1, "uuid": uuid.uuid4().hex, "version": 0, "created_at": datetime.now(UTC)}]
    )


def _catalogue() -> None:
    _versioned("mission", _text("status"))
    _versioned("indicator", _text("mission_id"), _text("frequency"))
    op.create_index("ix_indicator_mission_id", "indicator", ["mission_id"])
    _versioned(
        "target",
        _text("mission_id"),
        _text("indicator_id", nullable=True),
        _text("area", nullable=True),
        _text("kind"),
        _text("status"),
        sa.Column("due", sa.Date(), nullable=True),
    )
    op.create_index("ix_target_mission_id", "target", ["mission_id"])
    op.create_index("ix_target_indicator_id", "target", ["indicator_id"])


def _versioned(table: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        table,
        sa.Column("row_id", sa.Integer(), nullable=False),
        _text("id"),
        sa.Column("owner", _PLAIN_ORDER, nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("version"),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        _instant("recorded_from"),
        _instant("recorded_to", nullable=True),
        *columns,
        sa.PrimaryKeyConstraint("row_id", name=f"pk_{table}"),
    )
    op.create_index(
        f"uq_{table}_current",
        table,
        ["id", "owner"],
        unique=True,
        sqlite_where=_CURRENT,
        postgresql_where=_CURRENT,
    )
    op.create_index(f"ix_{table}_history", table, ["id", "recorded_from"])


def _observations() -> None:
    op.create_table(
        "area",
        _text("code"),
        _text("name"),
        _text("level", nullable=True),
        _text("parent", nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_area"),
    )
    op.create_index("ix_area_parent", "area", ["parent"])
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("key"),
        _text("publisher"),
        _text("title"),
        sa.Column("published", sa.Date(), nullable=True),
        _text("published_text"),
        _text("url"),
        _instant("recorded_at"),
        sa.PrimaryKeyConstraint("id", name="pk_release"),
        sa.UniqueConstraint("key", name="uq_release_key"),
    )
    op.create_index("ix_release_published", "release", ["published"])
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("indicator_id"),
        _text("area"),
        _text("basis"),
        _text("frequency"),
        sa.ForeignKeyConstraint(["area"], ["area.code"], name="fk_series_area"),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
        sa.UniqueConstraint("indicator_id", "area", "basis", name="uq_series_indicator_id_area_basis"),
    )
    op.create_index("ix_series_area", "series", ["area"])
    op.create_table(
        "load",
        sa.Column("id", sa.Integer(), nullable=False),
        _instant("recorded_at"),
        _text("source"),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("corrected", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_load"),
    )
    op.create_table(
        "observation",
        sa.Column("series_id", sa.Integer(), nullable=False),
        _text("period"),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("correction", sa.SmallInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        _text("status"),
        _text("evidence"),
        _text("note", nullable=True),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.id"], name="fk_observation_load_id"),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name="fk_observation_release_id"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_observation_series_id"),
        sa.PrimaryKeyConstraint("series_id", "period", "release_id", "correction", name="pk_observation"),
        sqlite_with_rowid=False,
    )


def _judgements() -> None:
    op.create_table(
        "forecast",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("key"),
        _text("indicator_id"),
        _text("area"),
        sa.Column("as_of", sa.Date(), nullable=False),
        _instant("recorded_at"),
        _text("engine"),
        _text("code_version"),
        _text("seed"),
        _text("frequency"),
        _text("origin"),
        sa.Column("horizon", sa.Integer(), nullable=False),
        sa.Column("tail", sa.Float(), nullable=False),
        sa.Column("lower", sa.Float(), nullable=True),
        sa.Column("upper", sa.Float(), nullable=True),
        sa.Column("dependence", sa.Text(), nullable=False),
        sa.Column("diagnostics", sa.Text(), nullable=False),
        sa.Column("margins", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_forecast"),
        sa.UniqueConstraint("key", name="uq_forecast_key"),
    )
    op.create_index("ix_forecast_series", "forecast", ["indicator_id", "area", "as_of"])
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("key"),
        _text("target_id"),
        _text("target_version"),
        _text("mission_id"),
        sa.Column("as_of", sa.Date(), nullable=False),
        _instant("recorded_at"),
        _instant("confirmed_at"),
        _text("kind"),
        _text("verdict"),
        sa.Column("probability", sa.Float(), nullable=True),
        _text("reason", nullable=True),
        _text("label_set"),
        sa.Column("newest_information", sa.Date(), nullable=True),
        _text("forecast_key", nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
        sa.UniqueConstraint("key", name="uq_assessment_key"),
    )
    op.create_index("ix_assessment_current", "assessment", ["target_id", "as_of", "confirmed_at", "id"])
    op.create_index("ix_assessment_recorded_at", "assessment", ["recorded_at"])
    op.create_table(
        "track",
        _text("assessment_key"),
        sa.Column("points", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["assessment_key"], ["assessment.key"], name="fk_track_assessment_key"),
        sa.PrimaryKeyConstraint("assessment_key", name="pk_track"),
    )
