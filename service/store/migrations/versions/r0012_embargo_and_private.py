"""From when releases, and what rests on them, may be seen; which entries are not for the public."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "r0012"
down_revision = "r0011"

_PRIVATE = ("mission", "indicator", "target", "area", "release", "source_visit")
_VISIBLE_FROM = ("area", "release", "series", "source_visit", "assessment", "forecast")


def upgrade() -> None:
    op.add_column("store", sa.Column("public_version", sa.Integer(), server_default="0", nullable=False))
    op.execute("UPDATE store SET public_version = version")
    for table in _VISIBLE_FROM:
        op.add_column(table, sa.Column("visible_from", sqlmodel.UTCDateTime(), nullable=True))
        _index(table, "visible_from", sa.text("visible_from IS NOT NULL"))
    for table in _PRIVATE:
        op.add_column(table, sa.Column("private", sa.Boolean(), server_default=sa.false(), nullable=False))
        _index(table, "private", sa.text("private"))


def _index(table: str, column: str, where: sa.TextClause) -> None:
    op.create_index(
        f"ix_{table}_{column}", table, [column], sqlite_where=where, postgresql_where=where
    )  # fmt: skip
