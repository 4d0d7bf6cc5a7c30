"""Breaks that figures suggest and nobody has recorded."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "r0015"
down_revision = "r0014"


def upgrade() -> None:
    op.create_table(
        "suspected_break",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sqlmodel.AutoString(), nullable=False),
        sa.Column("area", sqlmodel.AutoString(), nullable=False),
        sa.Column("period", sqlmodel.AutoString(), nullable=False),
        sa.Column("frequency", sqlmodel.AutoString(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("sign", sqlmodel.AutoString(), nullable=False),
        sa.Column("before", sa.Float(), nullable=False),
        sa.Column("after", sa.Float(), nullable=False),
        sa.Column("times", sa.Float(), nullable=False),
        sa.Column("found_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("visible_from", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decision", sqlmodel.AutoString(), nullable=False),
        sa.Column("decided_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("decided_by", sqlmodel.AutoString(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_suspected_break"),
        sa.UniqueConstraint(
            "indicator_id", "area", "period", "sign", name="uq_suspected_break_indicator_id_area_period_sign"
        ),
    )
    op.create_index(
        "ix_suspected_break_visible_from",
        "suspected_break",
        ["visible_from"],
        sqlite_where=sa.text("visible_from IS NOT NULL"),
        postgresql_where=sa.text("visible_from IS NOT NULL"),
    )
