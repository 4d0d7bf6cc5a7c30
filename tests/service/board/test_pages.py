"""Every page over a store with every state: what it says, that it is sound, that it is cached and guarded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest
import time_machine
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.board.serving import PageDesk
from service.charts.errors import RendererBusy
from service.charts.kept import Kept
from service.settings import Settings
from service.store import open_store

TODAY = date(2026, 6, 20)
VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)


@pytest.fixture(scope="module", autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=True):
        yield


class Soundness(HTMLParser):
    """Open tags that are closed in order, ids that are unique, links and labels that have something to lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.referred: list[str] = []
        self.levels: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self._note(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs), f"an attribute of <{tag}> stands twice"
        self.ids += [given["id"] or ""] if "id" in given else []
        self.referred += (given.get("aria-labelledby") or "").split()
        href = given.get("href") or ""
        self.referred += [href[1:]] if href.startswith("#") else []
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))


def soundness(page: str) -> Soundness:
    # Whatever the standard calls a parse error is one here.
    html5lib.HTMLParser(strict=True).parse(page)
    found = Soundness()
    found.feed(page)
    assert found.open == []
    return found


def text_of(page: str) -> str:
    plain = re.sub(r"<svg.*?</svg>|<style.*?</style>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", plain)).replace(" .", ".")


def get(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


PAGES = [
    "/",
    "/api",
    "/?show=all&sort=risk",
    "/?words=nothing+like+it",
    "/?since=2026-05-20&sort=moved",
    "/indicators/waits",
    "/indicators/homes",
    "/set-a-target",
    "/track-record",
    "/sign-in",
    "/missions/growth?since=2026-01-01",
    "/missions/health",
    "/missions/empty",
    "/data",
    "/methods",
]
TARGETS = [
    "off", "on", "short", "sensitive", "range", "sure", "certain", "met", "missed", "old", "breached", "awaiting",
    "none", "blank", "proxy", "ended", "parts", "never", "homes",
]  # fmt: skip


@pytest.mark.parametrize("path", [*PAGES, *(f"/targets/{id_}" for id_ in TARGETS)])
def test_every_page_is_sound(client: TestClient, path: str) -> None:
    page = get(client, path)
    found = soundness(page)
    assert len(found.ids) == len(set(found.ids)), "an id stands twice"
    assert set(found.referred) <= set(found.ids), "a link or label leads nowhere"
    assert found.levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(found.levels, found.levels[1:], strict=False)), (
        "a heading level is skipped"
    )
    assert not re.search(r'<script(?! src="/assets/[^"]+" defer></script>)', page), (
        "a script stands in the page"
    )
    assert "style=" not in page
    assert not re.search(
        r'<(?:link|img|script|iframe|use|image)[^>]+(?:src|href)="(?!/assets/|(?:/missions/\w+)?/feed\.atom"|/(?:v1/)?targets/|#)',
        page,
    )
    words = text_of(page)
    assert not re.search(r"\bNone\b|\bnan\b|object at|\{\{|\}\}", words)


@pytest.mark.parametrize(
    ("id_", "said"),
    [
        ("off", ["Off track", "About 1 in 14", "7%", "About 24 points short", "Likely range 3 to 44 points short",
                 "Now: 0.5 points below the path", "Chance down 5 points since 14 May 2026 (12% to 7%).",
                 "Data to April 2026, published 11 June 2026."]),
        ("homes", ["Off track", "Less than 1 in 10", "under 10%", "About 490,000 homes short",
                   "Likely range 290,000 to 680,000 homes short", "309,600 homes by 11 January 2026",
                   "1.5 million &lt;b&gt;homes&lt;/b&gt; &amp; more"]),
        ("on", ["On track", "About 3 in 4", "77%", "About 5 points above"]),
        ("short", ["Uncertain", "About 1 in 5", "Uncertain because of short data, not because the chance is even."]),
        ("sensitive", ["35% to 62%, depending on how the data are treated."]),
        ("range", ["Between less than 1 in 10 and 1 in 3", "under 10% to 33%"]),
        ("sure", ["More than 9 in 10", "over 90%"]),
        ("met", ["Met", "65.3% in March 2026, 0.3 points above the target.", "Since then: 64.9% in April 2026."]),
        ("missed", ["Missed", "1.3% in March 2026, 0.3 points above the target."]),
        ("breached", ["Breached since March 2016"]),
        ("awaiting", ["Awaiting outcome", "The date has passed and the figure that decides it is not published yet.",
                      "7.9 points to go"]),
        ("none", ["No verdict", "Ministers want it to fall and have named no number."]),
        ("blank", ["Nothing measures it."]),
        ("proxy", ["Proxy, not counted"]),
        ("parts", ["Of its two parts, one is on track and one is off track."]),
        ("never", ["Not judged yet."]),
    ],
)  # fmt: skip
def test_the_board_tells_every_state(client: TestClient, id_: str, said: list[str]) -> None:
    page = get(client, "/?show=all")
    found = re.search(
        rf'<article class="row" id="{id_}".*?</article>|<li id="{id_}">.*?</li>', page, re.DOTALL
    )
    assert found is not None
    words = text_of(found[0])
    for sentence in said:
        assert sentence in words, f"{sentence!r} not in {words!r}"


def test_beside_every_chance_stands_what_it_leaves_out(client: TestClient) -> None:
    page = get(client, "/?show=all")
    assert page.count('class="course"') == page.count('class="excludes"') > 5
    for id_ in ("off", "homes", "range"):
        assert "excludes announced policy that is not yet in the data" in get(client, f"/targets/{id_}")


def test_a_target_page_has_its_chart_at_three_widths_and_its_table(client: TestClient) -> None:
    page = get(client, "/targets/off")
    found = re.findall(r'(?:srcset|src)="(/targets/off/chart-\w+[.]svg)" width="(\d+)" height="(\d+)"', page)
    assert len(found) == 3
    for address, width, height in found:
        drawing = client.get(address)
        assert drawing.headers["content-type"].startswith("image/svg+xml")
        # A file of its own is sound XML, of the size that was promised, in light and dark.
        root = ElementTree.fromstring(drawing.content)
        assert (root.get("width"), root.get("height")) == (width, height)
        assert "prefers-color-scheme:dark" in drawing.text
        assert (root.findtext("{*}title") or "–") in page
        again = client.get(address, headers={"if-none-match": drawing.headers["etag"]})
        assert again.status_code == 304
    assert client.get("/targets/off/chart-huge.svg").status_code == 404
    assert client.get("/targets/nobody/chart-wide.svg").status_code == 404
    words = text_of(page)
    assert "April 2026 provisional 64.9 71.2 +6.3" in words
    assert "March 2029 forecast – 92.0 +24 68 50 to 86" in words
    assert "All 71 rows" in words
    assert "May 2023" in words
    assert 'href="/v1/targets/off/trajectory.csv"' in page
    assert "Headway, off, assessment as of 11 June 2026, label set v1." in words
    assert "Community services left" not in words
    assert "Partly comparable from February 2024." in words


def test_a_page_waits_for_no_drawing(board_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> list[bytes]:
        raise RendererBusy("Too many charts are waiting.")

    monkeypatch.setattr("service.board.drawings._kept", Kept(4))
    monkeypatch.setattr("service.charts.renderer.Renderer.draw", busy)
    with TestClient(create_app(Settings(home=board_home)), headers={"accept": "text/html"}) as client:
        answer = client.get("/targets/off")
        assert "March 2029" in answer.text
        # In place of the picture stands what it says.
        assert 'alt="About 68% expected in March 2029' in answer.text
        assert "etag" in answer.headers
        chart = client.get("/targets/off/chart-wide.svg")
        assert (chart.status_code, chart.headers["retry-after"]) == (503, "5")
        monkeypatch.undo()
        assert client.get("/targets/off/chart-wide.svg").status_code == 200


def test_the_board_is_the_front_page_of_the_house(client: TestClient) -> None:
    page = get(client, "/")
    words = text_of(page)
    assert "Mission board · position on 11 June 2026" in words
    assert "What moved" in words
    assert 'href="/targets/off"' in page
    assert "/missions/empty" not in page


def test_pages_for_elsewhere_are_sound(client: TestClient) -> None:
    for path in ("/embed/targets/off/trajectory", "/targets/off/brief.html", "/missions/health/brief.html"):
        html5lib.HTMLParser(strict=True).parse(client.get(path).text)
    html5lib.HTMLParser(strict=True).parse(client.get("/docs").text)


def test_a_mission_tells_what_moved_and_the_chances_of_several_targets_at_once(client: TestClient) -> None:
    words = text_of(get(client, "/missions/health?since=2026-05-20"))
    assert "What moved since 20 May 2026" in words
    assert "Chance down 5 points since 20 May 2026 (12% to 7%)." in words
    joint = words.split("Chances of several targets at once")[1].split("Changes since")[0]
    assert "6% Both at once. Of its two parts, one is on track and one is off track." in joint
    # Without a day asked for it is a month, and where nothing was known then, that is said.
    assert "What moved since 20 May 2026" in text_of(get(client, "/missions/growth"))
    assert "No target of it had been judged by 20 May 2026" in text_of(get(client, "/missions/growth"))
    empty = text_of(get(client, "/missions/empty"))
    assert "No target of this mission is in the catalogue yet." in empty
    assert "What moved" not in empty


def test_an_indicator_tells_what_was_found_in_its_figures(client: TestClient) -> None:
    words = text_of(get(client, "/indicators/waits"))
    assert "What to know about the figures" in words
    assert "Caution Partly comparable from February 2024." in words
    assert words.count("Partly comparable from February 2024.") == 1


def test_the_board_tells_what_moved_since_a_chosen_day(client: TestClient) -> None:
    page = get(client, "/?since=2026-05-20&sort=moved")
    soundness(page)
    words = text_of(page)
    assert "What moved since 20 May 2026" in words
    assert "Chance down 5 points since 20 May 2026 (12% to 7%)." in words
    assert "1 of them had been judged by 20 May 2026" in words
    assert 'name="since" value="2026-05-20"' in page
    assert re.findall(r'<article class="row" id="([^"]+)"', page)[0] == "off"
    assert "none of them had been judged by 1 January 1999" in text_of(get(client, "/?since=1999-01-01"))


def test_names_from_a_catalogue_are_text_and_never_markup(client: TestClient) -> None:
    for path in ("/", "/targets/homes", "/missions/growth"):
        page = get(client, path)
        assert "<b>homes</b>" not in page
        assert "<better>" not in page
    assert "<script>" not in get(client, "/?words=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")


@pytest.mark.parametrize(
    "path", ["/targets/unknown", "/missions/unknown", "/nothing/here", "/targets/%3Cb%3E"]
)
def test_what_is_not_there_is_a_page_that_says_so(client: TestClient, path: str) -> None:
    page = get(client, path, 404)
    soundness(page)
    assert "Page not found" in text_of(page)
    assert 'href="/"' in page
    assert "<b>" not in page.split("<main")[1]


def test_a_fault_of_ours_shows_a_reference_and_no_trace(
    board_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(PageDesk, "register", broken)
    with TestClient(create_app(Settings(home=board_home)), headers={"accept": "text/html"}) as client:
        answer = client.get("/")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert re.search(r"Reference for whoever runs this service: [0-9a-f]{32}", answer.text)


def test_an_empty_store_says_what_is_missing(tmp_path: Path) -> None:
    open_store(Settings(home=tmp_path).store_url).close()
    with TestClient(create_app(Settings(home=tmp_path)), headers={"accept": "text/html"}) as client:
        page = get(client, "/")
        soundness(page)
        assert "There is nothing on the board yet" in page
        assert "No figures are loaded yet." in get(client, "/data")


def test_five_hundred_targets_come_in_pages(tmp_path: Path, fill: Callable[..., None]) -> None:
    settings = Settings(home=tmp_path)
    with open_store(settings.store_url) as store:
        fill(store, copies=27)
    with TestClient(create_app(settings), headers={"accept": "text/html"}) as client:
        first = get(client, "/?show=all")
        soundness(first)
        assert "513 targets shown" in text_of(first)
        assert "Page 1 of 6" in text_of(first)
        seen: set[str] = set()
        address: str | None = "/?show=all"
        while address is not None:
            page = get(client, address)
            assert len(page.encode()) < 300_000
            seen |= set(re.findall(r'<(?:article class="row"|li) id="([^"]+)"', page))
            found = re.search(r'rel="next" href="([^"]+)"', page)
            address = None if found is None else found[1].replace("&amp;", "&")
        assert len(seen) == 513
        # Beyond a dozen on a rung, the ladder names eight and leads to the rest.
        assert re.search(r'chance=under-10[^"]*">and \d+ more</a>', first)


def test_pages_are_validated_and_compressed(client: TestClient) -> None:
    first = client.get("/")
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["cache-control"] == "no-cache"
    assert "Accept-Encoding" in first.headers["vary"]
    again = client.get("/", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    plain = client.get("/", headers={"accept-encoding": "identity"})
    assert plain.headers["etag"] != first.headers["etag"]
    assert plain.text == first.text


def test_another_day_is_another_page(client: TestClient) -> None:
    first = client.get("/").headers["etag"]
    with time_machine.travel(date(2026, 9, 1)):
        later = client.get("/")
    assert later.headers["etag"] != first
    words = text_of(later.text)
    assert "Stale: last figure April 2026" in words
    assert "Published 11 June 2026; figures for May 2026 were due by 12 July 2026." in words
    assert "Stale" not in text_of(client.get("/").text)


def test_pages_run_no_script_but_files_of_ours_and_load_nothing_from_elsewhere(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self';")
    assert "unsafe" not in policy


def test_assets_may_be_kept_for_good_because_their_address_changes(client: TestClient) -> None:
    page = get(client, "/")
    for address in set(re.findall(r'"(/assets/[^"]+)"', page)):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert re.search(r"\?v=[0-9a-f]{12}$", address)
    assert client.get("/assets/headway.css").headers["content-type"].startswith("text/css")
    assert client.get("/assets/..%2Fpages.py").status_code == 404
