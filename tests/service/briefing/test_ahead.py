"""What is prepared before anybody asks."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.board import drawings
from service.board.serving import PageDesk
from service.briefing import ahead, pages
from service.briefing.ahead import Ahead
from service.briefing.stocktake import MOST_FULL
from service.charts.kept import Kept
from service.settings import Settings


def ahead_of(client: TestClient) -> Ahead:
    desk = client.app.state.pages  # type: ignore[attr-defined]
    return Ahead(desk, path="/brief.pdf", mark=pages._code())


@pytest.fixture
def client(board_home: Path) -> TestClient:
    return TestClient(create_app(Settings(home=board_home)), headers={"accept": "text/html"})


def test_the_charts_and_the_pack_are_at_hand_when_somebody_asks(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawings, "_kept", Kept(256))
    monkeypatch.setattr(ahead, "_REST", 0.0)

    def nothing(*_: object) -> bytes:
        raise AssertionError("made when it was asked for")

    with client:
        assert client.portal is not None
        assert client.portal.call(ahead_of(client).prepare)
        monkeypatch.setattr(pages, "written", nothing)
        monkeypatch.setattr("service.charts.renderer.Renderer.draw", nothing)
        pack = client.get("/brief.pdf")
        assert pack.content.startswith(b"%PDF")
        # A page's own chart is the one in its briefing.
        assert client.get("/targets/off/chart-wide.svg").status_code == 200


def test_of_very_many_targets_nothing_is_prepared(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ahead, "_running", lambda _: ["x"] * (MOST_FULL + 1))
    with client:
        assert client.portal is not None
        assert client.portal.call(ahead_of(client).prepare)


def test_data_that_change_meanwhile_are_prepared_anew(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "_REST", 0.0)
    drawn: list[str] = []
    states = iter(["before", "before", "after"])

    async def state(self: Ahead) -> tuple[str, object]:
        return next(states), None

    monkeypatch.setattr(Ahead, "_state", state)
    monkeypatch.setattr(Ahead, "_draw", lambda _, id_, __: drawn.append(id_))
    with client:
        assert client.portal is not None
        assert not client.portal.call(ahead_of(client).prepare)
    assert len(drawn) == 2


def test_a_pack_is_made_once_however_many_ask_and_kept_though_nobody_waited(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    go = threading.Event()

    def slowly(*_: object) -> bytes:
        made.append(None)
        go.wait(20)
        return b"%PDF-done"

    monkeypatch.setattr(pages, "written", slowly)
    monkeypatch.setattr("service.board.serving._PATIENCE", 0.2)
    with client:
        answers = [client.get("/brief.pdf") for _ in range(2)]
        assert [one.status_code for one in answers] == [503, 503]
        assert answers[0].headers["refresh"] == "5"
        assert "still being made" in answers[0].text
        go.set()
        monkeypatch.setattr("service.board.serving._PATIENCE", 20.0)
        desk: PageDesk = client.app.state.pages  # type: ignore[attr-defined]
        assert client.get("/brief.pdf").content == b"%PDF-done"
        assert desk._making == {}
    assert len(made) == 1


def test_the_service_ends_while_it_prepares(board_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "_FIRST", 0.0)
    with TestClient(create_app(Settings(home=board_home, ahead=True))) as client:
        assert client.get("/v1/missions").status_code == 200
