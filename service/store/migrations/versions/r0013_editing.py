"""Notes of editors, which the database itself keeps from being changed, and targets that are to be judged anew."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "r0013"
down_revision = "r0012"

_REFUSED = "notes are only ever added to"


def upgrade() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sqlmodel.AutoString(), nullable=True),
        sa.Column("mission_id", sqlmodel.AutoString(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("author", sqlmodel.AutoString(), nullable=False),
        sa.Column("who", sqlmodel.AutoString(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("next_action", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
        sa.UniqueConstraint("target_id", "number", "version", name="uq_note_target_id_number_version"),
        sa.UniqueConstraint("mission_id", "number", "version", name="uq_note_mission_id_number_version"),
    )
    op.create_index("ix_note_target_id", "note", ["target_id"])
    op.create_index("ix_note_mission_id", "note", ["mission_id"])
    op.create_table(
        "judgement_due",
        sa.Column("target_id", sqlmodel.AutoString(), nullable=False),
        sa.Column("since", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("changed", sqlmodel.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("target_id", name="pk_judgement_due"),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _guard_on_sqlite() -> None:
    # A later migration that makes the table anew must make these anew as well.
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER note_refuses_{event.lower()} BEFORE {event} ON note "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )
    # INSERT OR REPLACE removes a row without asking the trigger above.
    op.execute(
        "CREATE TRIGGER note_refuses_replace BEFORE INSERT ON note "
        "WHEN EXISTS (SELECT 1 FROM note WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'notes are only ever added to'); END"
    )


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION note_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER note_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON note "
        "FOR EACH STATEMENT EXECUTE FUNCTION note_refuses()"
    )
