"""A chart in a frame of somebody else's page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.board.chart_runtime import SNIPPET, ChartRuntime
from service.charts.renderer import Renderer

PAGE = "/embed/targets/uk-homes-1.5m/trajectory"


def test_any_page_may_frame_it_and_it_needs_no_script(client: TestClient) -> None:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "unsafe" not in policy
    assert "x-frame-options" not in answer.headers
    assert "<script" not in answer.text
    assert 'href="/targets/uk-homes-1.5m" target="_top"' in answer.text


def test_other_pages_may_not_be_framed(client: TestClient) -> None:
    assert "frame-ancestors *" not in client.get("/targets/uk-homes-1.5m").headers["content-security-policy"]


def test_every_drawing_it_offers_is_there(client: TestClient) -> None:
    page = client.get(PAGE).text
    addresses = {
        found.replace("&amp;", "&") for found in re.findall(r'(?:srcset|src)="([^"]+\.svg[^"]*)"', page)
    }
    assert {"theme=auto"} == {address.partition("&")[2] for address in addresses}
    smallest = min(addresses, key=lambda address: int(re.findall(r"width=(\d+)", address)[0]))
    assert client.get(smallest).headers["content-type"].startswith("image/svg+xml")
    assert "prefers-color-scheme:dark" in client.get(smallest).text


def test_its_text_is_that_of_the_chart(client: TestClient) -> None:
    page = client.get(PAGE).text
    title = " ".join(
        client.get("/v1/targets/uk-homes-1.5m/charts/trajectory.vl.json").json()["title"]["text"]
    )
    assert f"<title>{title}</title>" in page
    assert f'alt="{title}.' in page


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_a_fixed_theme_stays(client: TestClient, theme: str) -> None:
    page = client.get(f"{PAGE}?theme={theme}").text
    assert set(re.findall(r"theme=(\w+)", page)) == {theme}


def test_it_is_not_sent_twice(client: TestClient) -> None:
    tag = client.get(PAGE).headers["etag"]
    assert client.get(PAGE, headers={"If-None-Match": tag}).status_code == 304


def test_a_target_that_is_not_there_is_a_page_that_says_so(client: TestClient) -> None:
    answer = client.get("/embed/targets/no-such-target/trajectory")
    assert answer.status_code == 404
    assert "no-such-target" in answer.text


def test_the_program_is_made_once_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    with Renderer(limit=60) as renderer:
        made = ChartRuntime(folder).get(renderer, version="1")
    (file,) = folder.iterdir()
    assert file.read_bytes() == made.body
    assert b"headwayChart" in made.body
    assert "ast: true" in SNIPPET
    # Another process finds the file and draws nothing for it.
    closed = Renderer()
    closed.close()
    assert ChartRuntime(folder).get(closed, version="1").tag == made.tag
