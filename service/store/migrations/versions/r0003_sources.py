"""The sources that indicators are fed from, and what came of every look at them."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "r0003"
down_revision = "r0002"


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("id", sqlmodel.AutoString(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
    )
    op.create_table(
        "source_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sqlmodel.AutoString(), nullable=False),
        sa.Column("visited_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("place", sqlmodel.AutoString(), nullable=False),
        sa.Column("outcome", sqlmodel.AutoString(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("release", sqlmodel.AutoString(), nullable=False),
        sa.Column("published_text", sqlmodel.AutoString(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("corrected", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_source_visit"),
    )
    op.create_index("ix_source_visit_source", "source_visit", ["source_id", "id"])
