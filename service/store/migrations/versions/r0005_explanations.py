"""What moved each target from one judgement to the next, kept so that it can be read without judging again."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "r0005"
down_revision = "r0004"


def upgrade() -> None:
    op.create_table(
        "explanation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sqlmodel.AutoString(), nullable=False),
        sa.Column("before_key", sqlmodel.AutoString(), nullable=False),
        sa.Column("after_key", sqlmodel.AutoString(), nullable=False),
        sa.Column("before_as_of", sa.Date(), nullable=False),
        sa.Column("after_as_of", sa.Date(), nullable=False),
        sa.Column("recorded_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_explanation"),
        sa.UniqueConstraint("before_key", "after_key", name="uq_explanation_before_key_after_key"),
    )
    op.create_index("ix_explanation_target", "explanation", ["target_id", "after_as_of"])
    op.create_index("ix_explanation_after_key", "explanation", ["after_key"])
