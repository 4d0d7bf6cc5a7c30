"""The page on the API: what it offers to copy works on the service it was copied from."""

from __future__ import annotations

import html
import re
import shlex
from urllib.parse import urlsplit

from fastapi.testclient import TestClient

from service.board.english import api_page


def snippets(client: TestClient) -> list[str]:
    page = client.get("/api").text
    return [html.unescape(text) for text in re.findall(r"<code>(.*?)</code>", page, re.DOTALL)]


def test_every_address_on_the_page_answers(client: TestClient) -> None:
    asked = 0
    for text in snippets(client):
        assert "{" not in text or text.startswith("curl")
        for address in re.findall(r"http://testserver[^\s\"'<>]*", text):
            parts = urlsplit(address.rstrip(")"))
            if "/v1/proposals" in parts.path:
                continue
            answer = client.get(f"{parts.path}?{parts.query}".rstrip("?"), headers={"accept": "*/*"})
            # A target judged by hand has no forecast to put a change upon, and was not judged by an earlier day.
            assert answer.status_code in (200, 404, 409), address
            assert "problem" not in answer.headers["content-type"] or answer.json()["code"] in (
                "not_assessed",
                "no_current_course",
            ), answer.text
            asked += 1
    assert asked >= len(api_page.USES)


def test_the_page_is_about_a_target_of_this_service(client: TestClient) -> None:
    text = "\n".join(snippets(client))
    assert "/v1/targets/off/assessment" in text
    proposal = next(line for line in snippets(client) if "proposals" in line)
    assert shlex.split(proposal)[-1] == '{"indicator": "waits", "area": "E92000001", "by": "2029-03"}'


def test_the_page_goes_by_the_address_it_was_asked_under(client: TestClient) -> None:
    page = client.get("/api", headers={"host": "targets.example:8443"})
    assert "http://targets.example:8443/v1/assessments.csv" in html.unescape(page.text)
    assert page.headers["etag"] != client.get("/api").headers["etag"]


def test_the_navigation_leads_to_it_and_it_to_the_reference(client: TestClient) -> None:
    page = client.get("/api").text
    assert '<a href="/api" aria-current="page">' in page
    assert 'href="/docs"' in page
    assert 'href="/openapi.json"' in page
