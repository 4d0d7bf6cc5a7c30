"""Migrations: complete, in step with the tables, and an old store opens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from service.store import Store, migration, open_store
from service.store.address import Address
from service.store.errors import StoreNewerThanCode
from service.store.migration import HEAD, REVISION_TABLE, REVISIONS, configuration, revision, upgrade
from service.store.reads.catalogue import missions
from service.store.reads.observations import editions
from service.store.tables import METADATA
from service.store.writes.observations import load_observations

LATER = '''
"""A later version of Headway counts how often a mission was read."""

import sqlalchemy as sa
from alembic import op

revision = "r9999"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("mission") as mission:
        mission.add_column(sa.Column("read", sa.Integer(), nullable=False, server_default="7"))
    recreate = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    # Observations refer to releases and series; SQLite must make those tables anew.
    for table in ("release", "observation"):
        with op.batch_alter_table(table, recreate=recreate) as changed:
            changed.add_column(sa.Column("read", sa.Integer(), nullable=False, server_default="7"))
'''


@pytest.fixture
def store_url(empty_url: str) -> str:
    """A database of each test's own: these change its tables."""
    return empty_url


@pytest.fixture
def later_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code as a later version with one more migration would be."""
    folder = tmp_path / "migrations"
    shutil.copytree(migration._FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "r9999_later.py").write_text(LATER.format(head=HEAD), encoding="utf-8")
    monkeypatch.setattr(migration, "_FOLDER", folder)
    monkeypatch.setattr(migration, "REVISIONS", (*REVISIONS, "r9999"))
    monkeypatch.setattr(migration, "HEAD", "r9999")


def differences(connection: Connection) -> list[Any]:
    """Where the tables of a database are not those of the code."""
    opts = {"version_table": REVISION_TABLE, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=opts), METADATA))


def test_every_migration_is_listed_in_order() -> None:
    walked = ScriptDirectory.from_config(configuration()).walk_revisions()
    assert tuple(script.revision for script in walked) == REVISIONS[::-1]


def test_migrations_make_exactly_the_tables_of_the_code(store) -> None:
    with store._writer.connect() as connection:
        assert differences(connection) == []


@pytest.fixture
def unmade(store_url: str) -> Iterator[Store]:
    """A store without tables, which nobody has opened."""
    address = Address.parse(store_url)
    address.make_folder()
    if address.path is not None:
        address.path.touch()
    with Store(address) as store:
        yield store


def test_a_store_opened_with_every_version_in_turn_has_the_tables_of_the_code(unmade: Store) -> None:
    for one in REVISIONS:
        with unmade._writer.begin() as connection:
            upgrade(connection, one)
            assert revision(connection) == one
    with unmade._writer.connect() as connection:
        assert differences(connection) == []


@pytest.mark.parametrize("old", [REVISIONS[0], REVISIONS[-2]])
def test_an_old_store_opens(unmade: Store, store_url: str, old: str) -> None:
    with unmade._writer.begin() as connection:
        upgrade(connection, old)
    with open_store(store_url) as store, store._writer.connect() as connection:
        assert revision(connection) == HEAD


def test_an_older_store_keeps_its_contents_through_an_upgrade(
    filled, store_url: str, later_code: None, make, morning
) -> None:
    with filled.session() as session:
        load_observations(session, [make.observation(value=7.0)], source="test", recorded=morning)
    filled.close()
    with open_store(store_url) as store:
        with store.read() as session:
            assert [found.id for found in missions(session)] == ["homes"]
            assert [found.value for found in editions(session, "dwellings", "E92000001")] == [7.0]
        with store.session() as session:
            connection = session.connection()
            assert revision(connection) == "r9999"
            for table in ("mission", "release", "observation"):
                assert connection.execute(text(f"SELECT read FROM {table}")).scalar_one() == 7
            with pytest.raises(IntegrityError):
                connection.execute(text("DELETE FROM release"))


def test_the_older_code_then_refuses_the_store(
    store_url: str, later_code: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(store_url).close()
    monkeypatch.undo()
    with pytest.raises(StoreNewerThanCode, match="r9999"):
        open_store(store_url)


def test_the_template_of_a_migration_can_be_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(migration._FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migration, "_FOLDER", folder)
    config = configuration()
    made = command.revision(config, "Add nothing", head=HEAD, rev_id="r0000")
    assert not isinstance(made, list)
    assert made is not None
    source = Path(made.path).read_text(encoding="utf-8")
    assert "import sqlmodel" in source
    compile(source, made.path, "exec")
