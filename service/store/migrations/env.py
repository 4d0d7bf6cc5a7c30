"""Alembic runs this file. It works on the connection it is given and never opens one of its own."""

from __future__ import annotations

from alembic import context

from service.store.migration import REVISION_TABLE
from service.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=REVISION_TABLE,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
