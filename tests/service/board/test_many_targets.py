"""A board of more targets than it shows says so, and nobody waits for it."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from service.api.app import create_app
from service.board.gathering import Gatherer
from service.board.pictures_late import with_pictures
from service.board.registers import PageDelayed, Registers
from service.security.principal import ANONYMOUS
from service.settings import Settings
from service.store import open_store
from service.store.bulk import table_of
from service.store.reads.board import count_targets, first_targets
from service.store.tables import AreaRow, TargetRow
from service.store.versions import data_version, note_change


@pytest.fixture
def limited(monkeypatch):
    for module in ("gathering", "registers"):
        monkeypatch.setattr(f"service.board.{module}.MOST_ROWS", 3)


def test_it_shows_the_first_and_says_how_many_there_are(board_home, limited):
    app = create_app(Settings(home=board_home))
    with TestClient(app, headers={"accept": "text/html"}) as client:
        board = client.get("/").text
        register = app.state.pages._registers._held[""].register
        assert len(register.rows) == 3
        assert register.total > 3
        sentence = f"3 of {register.total} targets are counted and shown here"
        assert sentence in board
        assert "/v1/targets" in board
        mission = client.get(f"/missions/{register.rows[0].case.mission.id}").text
        assert sentence in mission
        # Charts are drawn for the rows on a page, as many as there were if all were drawn at once.
        assert not any(row.spark for row in register.rows)
        with open_store(Settings(home=board_home).store_url) as store, store.read() as session:
            today = datetime.now(UTC).date()
            whole = {row.id: row for row in _all_rows(session, today)}
            drawn = with_pictures(session, register.rows, today=today)
        assert [row.spark for row in drawn] == [whole[row.id].spark for row in drawn]
        assert board.count('class="spark"') == sum(bool(row.spark) for row in drawn) > 0


def test_it_is_made_before_anybody_asks(board_home):
    app = create_app(Settings(home=board_home))
    with TestClient(app):
        registers, deadline = app.state.pages._registers, time.monotonic() + 60
        while not registers._held:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_of_many_targets_the_rows_before_are_shown_until_the_new_ones_are_made(fill, tmp_path, limited):
    today = date(2026, 6, 11)
    with open_store(Settings(home=tmp_path).store_url) as store:
        fill(store)
        registers = Registers(store)
        public = ANONYMOUS.sight(datetime.now(UTC))
        with store.read(public) as session:
            first = registers.of(session, today)
            assert not first.behind
            assert registers.of(session, today) is first
        _touch(store)
        with store.read(public) as session:
            old = registers.of(session, today)
            assert old.behind
            assert old.rows == first.rows
            assert registers.is_due(data_version(session), today)
        registers.prepare(today)
        with store.read(public) as session:
            assert not registers.of(session, today).behind
            assert not registers.is_due(data_version(session), today)
        # What is taken from the public is not shown a moment longer.
        with store.session() as session:
            target = table_of(TargetRow)
            change = update(target).where(target.c.id == first.rows[0].id).values(private=True)
            session.connection().execute(change)
            note_change(session)
        with store.read(public) as session:
            new = registers.of(session, today)
            assert not new.behind
            assert first.rows[0].id not in {row.id for row in new.rows}


def test_who_would_wait_too_long_is_told(fill, tmp_path, monkeypatch):
    monkeypatch.setattr("service.board.registers.PATIENCE", 0.01)
    with open_store(Settings(home=tmp_path).store_url) as store:
        fill(store)
        registers = Registers(store)
        with registers._making, store.read() as session, pytest.raises(PageDelayed, match="a few seconds"):
            registers.of(session, date(2026, 6, 11))


def _all_rows(session, today):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.board.gathering.MOST_ROWS", 2000)
        return Gatherer().register(session, today=today).rows


def _touch(store):
    with store.session() as session:
        note_change(session)


def test_it_says_nothing_where_all_are_shown(board_home):
    with open_store(Settings(home=board_home).store_url) as store, store.read() as session:
        register = Gatherer().register(session, today=date(2026, 6, 11))
        assert register.total == len(register.rows) == count_targets(session)
    assert register.cut == ""


def test_national_targets_come_first(fill, tmp_path):
    with open_store(Settings(home=tmp_path).store_url) as store:
        fill(store)
        with store.session() as session:
            plain = first_targets(session, 1000)
            target = table_of(TargetRow)
            session.connection().execute(
                update(target).where(target.c.id == plain[0]).values(area="E06000001")
            )
            session.merge(AreaRow(code="E06000001", name="A town", parent="E92000001"))
        with store.read() as session:
            assert first_targets(session, 1000) == (*plain[1:], plain[0])
            assert first_targets(session, 2) == plain[1:3]
