"""Opening a store: new, old, newer, damaged, unreachable, by several processes at once, killed half way."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from service.store import open_store
from service.store.address import Address
from service.store.errors import StoreDamaged, StoreNewerThanCode, StoreUnavailable
from service.store.migration import HEAD, REVISION_TABLE
from service.store.status import status
from service.store.versions import data_version, note_change

OPEN_AND_CHANGE = """
import sys
from service.store import open_store
from service.store.versions import note_change
with open_store(sys.argv[1]) as store, store.session() as session:
    note_change(session)
"""

DIE_HALF_WAY = """
import os, signal, sys
from alembic.operations import Operations
from service.store import open_store

make_table, made = Operations.create_table, []
def create_table(self, name, *columns, **options):
    made.append(name)
    if len(made) == 6:
        os.kill(os.getpid(), signal.SIGKILL)
    return make_table(self, name, *columns, **options)
Operations.create_table = create_table
open_store(sys.argv[1])
"""


def run(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code, *arguments], stderr=subprocess.PIPE, text=True)


def test_a_new_store_is_empty_and_complete(empty_url: str) -> None:
    with open_store(empty_url) as store:
        found = status(store)
    assert found.revision == found.newest_known == HEAD
    assert {name: rows for name, rows in found.rows.items() if rows} == {"store": 1}
    assert found.newest_release is None
    assert found.bytes > 0


def test_opened_again_it_is_the_same_store(empty_url: str) -> None:
    with open_store(empty_url) as store, store.session() as session:
        note_change(session)
    with open_store(empty_url) as store, store.read() as session:
        first = data_version(session)
    with open_store(empty_url) as store, store.read() as session:
        assert data_version(session) == first
    assert first.endswith("-1")


def test_opening_an_existing_store_needs_no_alembic(store_url: str) -> None:
    code = (
        "import sys; from service.store import open_store; open_store(sys.argv[1]).close(); "
        "sys.exit('alembic' in sys.modules)"
    )
    process = run(code, store_url)
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_processes_that_start_at_once_make_one_store(empty_url: str) -> None:
    together = [run(OPEN_AND_CHANGE, empty_url) for _ in range(3)]
    complaints = [process.communicate(timeout=120)[1] for process in together]
    assert [process.returncode for process in together] == [0, 0, 0], complaints
    with open_store(empty_url) as store, store.read() as session:
        assert data_version(session).endswith("-3")


def test_killed_while_its_tables_are_made_it_starts_afresh(empty_url: str) -> None:
    killed = run(DIE_HALF_WAY, empty_url)
    _, complaint = killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL, complaint
    with open_store(empty_url) as store:
        assert status(store).revision == HEAD


def test_a_newer_store_is_left_alone(empty_url: str) -> None:
    open_store(empty_url).close()
    engine = create_engine(Address.parse(empty_url).url)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {REVISION_TABLE} SET version_num = 'r9999'"))
    engine.dispose()
    with pytest.raises(StoreNewerThanCode) as caught:
        open_store(empty_url)
    assert caught.value.revision == "r9999"
    assert caught.value.newest_known == HEAD
    assert "newer version of Headway" in str(caught.value)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "headway.db"
    path.write_bytes(b"period,value\n2024,1\n" * 100)
    with pytest.raises(StoreDamaged, match="is no store"):
        open_store(f"sqlite:///{path}")
    assert path.read_bytes().startswith(b"period,value")


def test_tables_that_are_gone_are_named(tmp_path: Path) -> None:
    path = tmp_path / "headway.db"
    open_store(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE store")
    with (
        open_store(f"sqlite:///{path}") as store,
        pytest.raises(StoreDamaged, match="no such table: store"),
        store.read() as session,
    ):
        data_version(session)


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        open_store(f"sqlite:///{tmp_path}")


@pytest.mark.postgres
def test_a_database_that_does_not_exist(postgres_url: str) -> None:
    with pytest.raises(StoreUnavailable, match="does not answer"):
        open_store(str(postgres_url).replace("/postgres?", "/nowhere?"))


def test_a_server_that_does_not_answer() -> None:
    with pytest.raises(StoreUnavailable, match="does not answer") as caught:
        open_store("postgresql://me:secret@127.0.0.1:1/headway")
    assert "secret" not in str(caught.value)
