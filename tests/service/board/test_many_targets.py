"""A board of more targets than it shows says so, and is not made before anybody asks."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from service.api.app import create_app
from service.board.gathering import Gatherer
from service.settings import Settings
from service.store import open_store
from service.store.bulk import table_of
from service.store.reads.board import count_targets, first_targets
from service.store.tables import AreaRow, TargetRow


@pytest.fixture
def limited(monkeypatch):
    for module in ("gathering", "serving"):
        monkeypatch.setattr(f"service.board.{module}.MOST_ROWS", 3)


def test_it_shows_the_first_and_says_how_many_there_are(board_home, limited):
    app = create_app(Settings(home=board_home))
    with TestClient(app, headers={"accept": "text/html"}) as client:
        assert not app.state.pages._registers
        board = client.get("/").text
        register = next(iter(app.state.pages._registers.values()))[1]
        assert len(register.rows) == 3
        assert register.total > 3
        sentence = f"3 of {register.total} targets are counted and shown here"
        assert sentence in board
        assert "/v1/targets" in board
        assert sentence in client.get(f"/missions/{register.rows[0].case.mission.id}").text


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
