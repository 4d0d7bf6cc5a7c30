"""Earlier bases of a series, so that a figure can be read as it was known on any day."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "r0002"
down_revision = "r0001"


def upgrade() -> None:
    op.create_table(
        "basis",
        sa.Column("indicator_id", sqlmodel.AutoString(), nullable=False),
        sa.Column("area", sqlmodel.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.AutoString(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("indicator_id", "area", "name", name="pk_basis"),
    )
