"""Which places drive the gap of a target, so that the web can list them without drawing a path."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "r0011"
down_revision = "r0010"


def upgrade() -> None:
    op.create_table(
        "decomposition",
        sa.Column("target_id", sqlmodel.AutoString(), nullable=False),
        sa.Column("key", sqlmodel.AutoString(), nullable=False),
        sa.Column("recorded_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("target_id", name="pk_decomposition"),
    )
