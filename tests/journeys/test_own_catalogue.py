"""A catalogue of one's own with five hundred targets, some with names nobody expected, read in a browser."""

from __future__ import annotations

import gzip
import html
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.request import Request, urlopen

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Route

from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.settings import Settings
from tests.crowded_catalogue import ODD, write_crowded

pytestmark = pytest.mark.browser
TARGETS = 500
RECORDED = datetime(2026, 6, 15, tzinfo=UTC)
PATHS = ("/", "/?show=all&sort=risk", "/missions/mission-0", *(f"/targets/{id_}" for id_ in ODD))


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory, serving: Callable[[Settings], Iterator[str]]
) -> Iterator[str]:
    """A server over that catalogue, every target of it judged."""
    folder = tmp_path_factory.mktemp("crowded")
    write_crowded(folder / "catalogue", targets=TARGETS - len(ODD), names=ODD)
    settings = Settings(home=folder / "home", bundled=False, catalogue=(folder / "catalogue",))
    installation = open_installation(settings, recorded=RECORDED)
    judge_targets(installation, recorded=RECORDED)
    installation.close()
    yield from serving(settings)


def read(address: str) -> str:
    """A page."""
    asked = Request(address, headers={"accept": "text/html", "accept-encoding": "gzip"})
    with urlopen(asked) as answer:
        return gzip.decompress(answer.read()).decode()


def test_five_hundred_targets_come_in_light_pages(address: str) -> None:
    for order in ("risk", "sure", "date", "fresh", "moved"):
        assert len(read(f"{address}/?sort={order}").encode()) < 300_000
    seen: set[str] = set()
    path: str | None = "/?show=all"
    while path is not None:
        page = read(address + path)
        assert len(page.encode()) < 300_000
        html5lib.HTMLParser(strict=True).parse(page)
        seen |= set(re.findall(r'<(?:article class="row"|li) id="([^"]+)"', page))
        found = re.search(r'rel="next" href="([^"]+)"', page)
        path = None if found is None else html.unescape(found[1])
    assert len(seen) == TARGETS
    mission = read(f"{address}/missions/mission-0")
    assert len(mission.encode()) < 300_000
    assert re.search(r'href="/\?mission=mission-0&amp;show=all">and \d+ more</a>', mission)


def test_odd_names_are_shown_as_they_are(address: str) -> None:
    for id_, name in ODD.items():
        page = read(f"{address}/targets/{id_}")
        html5lib.HTMLParser(strict=True).parse(page)
        title = re.search(r'<h1 class="title">(.*?)</h1>', page, re.DOTALL)
        assert title is not None
        assert html.unescape(title[1]).strip() == name.strip()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize("width", [390, 1600])
def test_odd_names_break_no_page(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    # A dialog that nobody listens for is closed, so that a script in a name is noted here.
    page.add_init_script("window.alert = (text) => { throw new Error(`alert: ${text}`); }")
    page.on("pageerror", lambda error: complaints.append(str(error)))

    # With the network shut: whatever is asked of anybody else fails, and is noted.
    def only_here(route: Route) -> None:
        if route.request.url.startswith(address):
            route.continue_()
        else:
            complaints.append(route.request.url)
            route.abort()

    context.route("**/*", only_here)
    for path in PATHS:
        page.goto(address + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path
    found = Axe().run(page)
    context.close()
    assert complaints == []
    assert found.violations_count == 0, found.generate_report()
