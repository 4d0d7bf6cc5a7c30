"""The track record: what was said of every target whose outcome is known, so that the web can score and list it."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "r0007"
down_revision = "r0006"


def upgrade() -> None:
    op.create_table(
        "track_record",
        sa.Column("target_id", sqlmodel.AutoString(), nullable=False),
        sa.Column("mission_id", sqlmodel.AutoString(), nullable=False),
        sa.Column("key", sqlmodel.AutoString(), nullable=False),
        sa.Column("recorded_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("target_id", name="pk_track_record"),
    )
