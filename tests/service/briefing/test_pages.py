"""Briefings at their addresses, and what they look like to a browser and to those who do not see."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import html5lib
import pypdfium2
import pytest
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.briefing import pages
from service.briefing.errors import PressFailed
from service.briefing.html import html
from service.briefing.note import Note
from service.briefing.pictures import Drawn
from service.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TARGETS = ("off", "met", "none", "parts", "never")


@pytest.fixture(scope="module")
def client(board_home: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(home=board_home)), headers={"accept": "text/html"}) as found:
        yield found


@pytest.mark.parametrize(
    "path",
    [
        *(f"/targets/{id_}/brief" for id_ in TARGETS),
        "/missions/health/brief",
        "/missions/empty/brief",
        "/brief",
    ],
)
def test_html_is_valid_alone_and_the_same_each_time(client: TestClient, path: str) -> None:
    answer = client.get(f"{path}.html")
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.text)
    assert "<script" not in answer.text
    assert re.findall(r'(?:src|href)="(?!https?://|#)', answer.text) == []
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    held = client.get(f"{path}.html", headers={"if-none-match": answer.headers["etag"]})
    assert held.status_code == 304
    assert held.headers["content-security-policy"] == answer.headers["content-security-policy"]


def test_the_same_data_give_the_same_bytes_in_another_process_of_the_service(
    board_home: Path, client: TestClient
) -> None:
    with TestClient(create_app(Settings(home=board_home))) as other:
        for path in (
            "/targets/off/brief.html",
            "/targets/off/brief.md",
            "/missions/health/brief.pdf",
        ):
            assert other.get(path).content == client.get(path).content, path


def test_each_format_goes_out_as_what_it_is(client: TestClient) -> None:
    for form, kind in (
        ("html", "text/html; charset=utf-8"),
        ("pdf", "application/pdf"),
        ("md", "text/markdown; charset=utf-8"),
    ):
        answer = client.get(f"/targets/off/brief.{form}")
        assert answer.headers["content-type"] == kind
        assert f'filename="off.{form}"' in answer.headers["content-disposition"]
    with pypdfium2.PdfDocument(client.get("/targets/homes/brief.pdf").content) as found:
        assert len(found) == 1
        assert "1.5 million <b>homes</b> & more" in found[0].get_textpage().get_text_range()
    with pypdfium2.PdfDocument(client.get("/missions/empty/brief.pdf").content) as found:
        assert len(found) == 2


def test_as_of_a_day_before_the_newest_figures(client: TestClient) -> None:
    now, then = (
        client.get("/targets/off/brief.md").text,
        client.get("/targets/off/brief.md?as_of=2026-05-20").text,
    )
    assert "position on 11 June 2026" in now
    assert "position on 14 May 2026" in then
    assert "12%" in then
    before = client.get("/targets/off/brief.md?as_of=2020-01-01").text
    assert "Not judged yet." in before


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/targets/nothing/brief.pdf", "no target"),
        ("/missions/nothing/brief.html", "no mission"),
        ("/targets/off/brief.docx", ".html, .pdf or .md"),
        ("/targets/off/brief.md?as_of=yesterday", "is not a day"),
    ],
)
def test_what_is_not_there_is_told(client: TestClient, path: str, said: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert said in answer.text


def test_without_a_press_the_reader_is_asked_to_come_back(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def jammed(*_: object) -> bytes:
        raise PressFailed("The press is jammed.", remedy="Try again in a moment.")

    monkeypatch.setattr(pages, "written", jammed)
    answer = client.get("/targets/on/brief.pdf")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "The press is jammed. Try again in a moment." in answer.text


def test_without_a_drawing_the_small_chart_stands_in_and_the_page_is_not_kept(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from service.briefing import pictures

    monkeypatch.setattr(pictures, "_drawn", lambda *_: None)
    answer = client.get("/targets/sensitive/brief.html")
    assert "etag" not in answer.headers
    assert '<svg class="spark"' in answer.text
    monkeypatch.undo()
    assert "chart-wide" in client.get("/targets/sensitive/brief.html").text
    assert Drawn({}, True).complete


def test_the_pages_offer_their_briefings(client: TestClient) -> None:
    assert "/targets/off/brief.pdf" in client.get("/targets/off").text
    assert "/missions/health/brief.pdf" in client.get("/missions/health").text
    assert "/brief.pdf" in client.get("/").text


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "path"),
    [(1100, "/targets/off/brief.html"), (390, "/missions/health/brief.html"), (1100, "/brief.html")],
)
def test_everyone_can_read_the_html(
    client: TestClient, browser: Browser, tmp_path: Path, width: int, path: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    file = tmp_path / "brief.html"
    file.write_bytes(client.get(path).content)
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
    assert asked == [file.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_note_with_nothing_in_it_is_still_a_page() -> None:
    html5lib.HTMLParser(strict=True).parse(html(Note("Nothing", "Nothing", None)))
