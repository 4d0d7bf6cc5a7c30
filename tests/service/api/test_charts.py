"""Charts over HTTP: their formats, their titles, what they say to a screen reader, and what they refuse."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from xml.etree import ElementTree

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from service.api.chart_reply import size_of
from service.api.easel import Easel
from service.charts.theme import Theme, config

HOMES, NHS = "uk-homes-1.5m", "nhs-rtt92-2029"
SVG = "{http://www.w3.org/2000/svg}"
TARGET_KINDS = ("trajectory", "gap", "probability", "attainment")
CHARTS = (
    *(f"/v1/targets/{HOMES}/charts/{kind}" for kind in TARGET_KINDS),
    "/v1/indicators/uk_ghg_territorial/charts/revisions",
    "/v1/indicators/renewable_elec_share_ember/charts/areas",
    "/v1/reliability/chart",
)


def spec_at(client: TestClient, address: str, **query: object) -> dict[str, Any]:
    asked = {name: str(value) for name, value in query.items()}
    found: dict[str, Any] = client.get(f"{address}.vl.json", params=asked).raise_for_status().json()
    return found


def title_of(spec: Mapping[str, Any]) -> str:
    return " ".join(spec["title"]["text"])


def drawing_at(client: TestClient, address: str, query: str = "") -> ElementTree.Element:
    answer = client.get(f"{address}.svg{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
    return ElementTree.fromstring(answer.text)


@pytest.mark.parametrize("address", CHARTS)
def test_the_vega_lite_schema_accepts_every_kind(client: TestClient, address: str) -> None:
    import altair

    altair.LayerChart.from_dict(spec_at(client, address, width=320), validate=True)


@pytest.mark.parametrize("address", CHARTS)
def test_a_drawing_is_an_image_with_a_title_and_a_description(client: TestClient, address: str) -> None:
    root, spec = drawing_at(client, address, "?width=480"), spec_at(client, address, width=480)
    assert root.get("role") == "img"
    assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
    assert (root[0].text or "").split() == title_of(spec).split()
    assert (root[1].text or "").strip()
    assert (root.get("width"), root.get("height")) == tuple(str(side) for side in size_of(spec))
    text = ElementTree.tostring(root, encoding="unicode")
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "style=" not in text
    assert "var(" not in text


@pytest.mark.parametrize("address", [CHARTS[0], CHARTS[-1]])
def test_a_picture_has_the_size_that_was_asked_for_and_its_words_inside(
    client: TestClient, address: str
) -> None:
    answer = client.get(f"{address}.png?width=400&scale=1.5")
    assert answer.headers["content-type"] == "image/png"
    spec = spec_at(client, address, width=400)
    width, height = size_of(spec)
    picture = Image.open(io.BytesIO(answer.content))
    picture.load()
    assert (width, picture.width) == (400, 600)
    assert abs(picture.height - 1.5 * height) <= 1
    words = {name: picture.info.get(name) for name in ("Title", "Source", "Software")}
    assert str(words["Title"]).split() == title_of(spec).split()
    assert words["Source"]
    assert words["Software"] == "Headway"


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(TARGET_KINDS),
    width=st.integers(320, 1200),
    theme=st.sampled_from(["light", "dark", "print"]),
)
def test_any_width_and_paper_gives_a_chart_of_that_width(
    client: TestClient, kind: str, width: int, theme: str
) -> None:
    spec = spec_at(client, f"/v1/targets/{NHS}/charts/{kind}", width=width, theme=theme)
    assert size_of(spec)[0] == width
    assert spec["width"] > width / 3
    assert spec["config"] == json.loads(json.dumps(config(Theme(theme))))
    for line in spec["title"]["text"]:
        assert len(line) * spec["title"]["fontSize"] * 0.53 <= width


def test_the_layout_changes_with_the_width(client: TestClient) -> None:
    narrow, wide = (spec_at(client, CHARTS[5], width=width) for width in (320, 1200))
    assert narrow["height"] > wide["height"]
    assert len(narrow["title"]["text"]) > len(wide["title"]["text"])


# The numbers as a reader would say them, from the figures as they are stored.
def _homes(data: Mapping[str, Any]) -> str:
    return f"about {round(data['projected_gap']['value'], -4):,.0f} homes short"


def _points(data: Mapping[str, Any]) -> str:
    return f"about {round(data['projected_gap']['value'])} points short"


@pytest.mark.parametrize(("target", "said"), [(HOMES, _homes), (NHS, _points)])
def test_the_title_says_the_stored_gap(client: TestClient, target: str, said: Any) -> None:
    data = client.get(f"/v1/targets/{target}/assessment").json()
    assert said(data) in title_of(spec_at(client, f"/v1/targets/{target}/charts/trajectory"))


def _judged(client: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/v1/assessments?limit=1000").raise_for_status().json()["items"]
    return found


def test_every_title_agrees_with_the_verdict(client: TestClient) -> None:
    """Met and missed say so with what happened, refused ones give their reason, open ones the gap or the course."""
    seen = set()
    for data in _judged(client):
        title = title_of(spec_at(client, f"/v1/targets/{data['target_id']}/charts/trajectory", width=1200))
        verdict = data["verdict"]
        seen.add(verdict)
        if verdict in ("met", "missed"):
            assert f": {verdict}" in title, title
        elif data["projected_gap"] is None and data["projection"] is None:
            assert ": no verdict. " in title, title
            assert (
                data["reason_text"].rstrip(".").split() == title.partition("no verdict. ")[2].split()
                or not data["reason_text"]
            )
        else:
            assert "on the current course" in title or "expected" in title, title
    assert {"met", "missed", "no_verdict", "off_track"} <= seen


def test_a_chance_is_said_no_more_finely_than_on_its_page(client: TestClient) -> None:
    for data in _judged(client):
        target, shown = data["target_id"], data["probability_shown"]
        spec = spec_at(client, f"/v1/targets/{target}/charts/probability", width=1200)
        if data["verdict"] in ("met", "missed") or not shown:
            continue
        assert f"chance of being met {shown}" in title_of(spec)
        newest = spec["datasets"]["said"][-1]
        if shown in ("under 10%", "over 90%"):
            assert newest["value"] is None
            assert (newest["low"], newest["high"]) in ((0.0, 0.1), (0.9, 1.0))


def test_where_only_a_stretch_may_be_said_attainment_shows_no_more(client: TestClient) -> None:
    rows = spec_at(client, f"/v1/targets/{NHS}/charts/attainment")["datasets"]["reached"]
    assert rows
    for row in rows:
        assert row["exact"] or (row["low"], row["high"]) in ((0.0, 0.1), (0.9, 1.0))
        assert row["exact"] is row["shown"][:1].isdigit()


def test_the_table_of_a_chart_has_its_figures(client: TestClient) -> None:
    link = client.get(f"/v1/targets/{NHS}/charts/gap.svg").headers["link"]
    address = link.partition("<")[2].partition(">")[0]
    lines = client.get(address).raise_for_status().text.splitlines()
    said = spec_at(client, f"/v1/targets/{NHS}/charts/gap")["datasets"]["said"]
    last = dict(zip(lines[0].split(","), lines[-1].split(","), strict=True))
    assert last["as_of"] == said[-1]["day"]
    assert float(last["projected_gap"]) == pytest.approx(said[-1]["value"])


def test_every_chart_leads_to_figures_that_are_there(client: TestClient) -> None:
    for address in CHARTS:
        link = client.get(f"{address}.vl.json").headers["link"]
        for part in link.split(", "):
            table, _, rest = part.removeprefix("<").partition(">")
            assert 'rel="alternate"' in rest
            assert client.get(table).status_code == 200, table


def test_a_chart_of_an_earlier_day_shows_what_was_said_then(client: TestClient) -> None:
    day = "2025-06-30"
    then = client.get(f"/v1/targets/{NHS}/assessment?as_of={day}").json()
    spec = spec_at(client, f"/v1/targets/{NHS}/charts/trajectory", as_of=day)
    assert _points(then) in title_of(spec)
    assert max(row["day"] for row in spec["datasets"]["measured"]) <= day
    # The newest chart has that forecast as a thin line.
    newest = spec_at(client, f"/v1/targets/{NHS}/charts/trajectory")
    assert newest["datasets"]["earlier"]
    styles = [layer["mark"]["style"] for layer in newest["layer"]]
    assert "earlier-forecast" in styles
    history = spec_at(client, f"/v1/targets/{NHS}/charts/probability")["datasets"]["said"]
    assert [row["day"] for row in history] == sorted({row["day"] for row in history})
    assert len(history) > 1


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("image/svg+xml", "image/svg+xml"),
        ("image/png", "image/png"),
        ("application/vnd.vegalite.v6+json", "application/vnd.vegalite.v6+json"),
        ("application/json", "application/json"),
        ("*/*", "image/svg+xml"),
        ("text/csv", "text/csv"),
    ],
)
def test_without_a_suffix_the_client_gets_what_it_likes_best(
    client: TestClient, accept: str, kind: str
) -> None:
    answer = client.get(f"/v1/targets/{HOMES}/charts/gap", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert "Accept" in answer.headers["vary"]


def test_the_same_chart_has_the_same_bytes_and_is_not_sent_twice(client: TestClient) -> None:
    address = f"/v1/targets/{NHS}/charts/attainment.svg?width=333"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    # Another theme, width or format is another chart; a fresh drawing of the same has the same bytes.
    others = [client.get(address.replace("333", "334")), client.get(f"{address}&theme=dark")]
    assert len({one.headers["etag"] for one in (first, *others)}) == 3
    redrawn = client.get(f"{address}&theme=light")
    assert redrawn.headers["etag"] != first.headers["etag"]
    assert redrawn.content == first.content


@pytest.mark.parametrize(
    ("address", "status", "path"),
    [
        (f"/v1/targets/{HOMES}/charts/trajectory.svg?width=319", 422, "query.width"),
        (f"/v1/targets/{HOMES}/charts/trajectory.svg?width=1201", 422, "query.width"),
        (f"/v1/targets/{HOMES}/charts/trajectory.svg?theme=page", 422, "query.theme"),
        (f"/v1/targets/{HOMES}/charts/trajectory.svg?scale=2", 422, "query.scale"),
        (f"/v1/targets/{HOMES}/charts/trajectory.png?scale=9", 422, "query.scale"),
        (f"/v1/targets/{HOMES}/charts/trajectory.svg?colour=red", 422, "query.colour"),
        (f"/v1/targets/{HOMES}/charts/trajectory.svg?as_of=1990-01-01", 404, "query.as_of"),
        ("/v1/targets/uk-homes-15m/charts/gap.svg", 404, "path.target_id"),
        ("/v1/indicators/none-such/charts/areas.svg", 404, "path.indicator_id"),
        ("/v1/indicators/uk_ghg_territorial/charts/revisions.svg?area=X99", 422, "query.area"),
        ("/v1/indicators/uk_ghg_territorial/charts/areas.svg?page=0", 422, "query.page"),
    ],
)
def test_what_cannot_be_drawn_is_a_problem(client: TestClient, address: str, status: int, path: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert path in [one["path"] for one in answer.json()["errors"]]


def test_too_much_at_once_is_turned_away_and_nothing_else_waits(client: TestClient, app: FastAPI) -> None:
    """More charts than may wait: some are drawn, the rest hear when to come again, and a list is answered."""
    usual = app.state.easel
    app.state.easel = Easel(at_once=1, waiting=2)
    try:
        with ThreadPoolExecutor(16) as many:
            asked = [
                many.submit(
                    client.get, f"/v1/targets/{HOMES}/charts/gap.svg?theme=print&width={500 + number}"
                )
                for number in range(16)
            ]
            between = client.get("/v1/missions")
            answers = [one.result() for one in asked]
    finally:
        app.state.easel = usual
    assert between.status_code == 200
    refused = [one for one in answers if one.status_code == 503]
    assert {one.status_code for one in answers} == {200, 503}
    for one in refused:
        assert int(one.headers["retry-after"]) > 0
        assert one.json()["code"] in ("renderer_busy", "renderer_slow")


def test_one_who_waits_too_long_for_a_turn_is_told_so(client: TestClient, app: FastAPI) -> None:
    usual = app.state.easel
    app.state.easel = Easel(at_once=1, patience=0.001)
    try:
        with ThreadPoolExecutor(4) as many:
            asked = [
                many.submit(
                    client.get, f"/v1/targets/{HOMES}/charts/attainment.svg?theme=dark&width={500 + number}"
                )
                for number in range(4)
            ]
            codes = {one.result().json()["code"] for one in asked if one.result().status_code == 503}
    finally:
        app.state.easel = usual
    assert codes == {"renderer_slow"}
