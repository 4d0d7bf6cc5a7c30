"""The board as its readers use it, in a real Chromium: real figures, real judgements, a real server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.settings import Settings

PAPER = """image => {
  const board = document.createElement("canvas");
  board.width = board.height = 8;
  const paint = board.getContext("2d");
  paint.drawImage(image, 0, 0);
  return paint.getImageData(1, 1, 1, 1).data.join();
}"""
"""What a picture has in its corner: red, green, blue and how opaque."""

Serving = Callable[[Settings], Iterator[str]]
pytestmark = pytest.mark.browser

MISSIONS = ("uk-nhs", "uk-growth", "carbon-emissions", "hist-nhs")
NHS, HOMES = "nhs-rtt92-2029", "uk-homes-1.5m"
PATHS = (
    "/", "/?show=all&sort=risk", "/missions/uk-nhs", f"/targets/{NHS}", f"/targets/{HOMES}", "/targets/nhs-rtt65-2026",
    f"/targets/{NHS}?scenario=policy&effect=20&from=2027&years=2&low=10&high=30", "/targets/uk-growth-g7", "/targets/uk-cb6", "/data", "/methods", "/targets/unknown", "/indicators/rtt_pct_within_18w",
    "/?since=2026-05-01&sort=moved", "/api", "/set-a-target", "/track-record", "/indicators/net_additional_dwellings",
)  # fmt: skip
Scheme = Literal["light", "dark"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serving: Serving) -> Iterator[str]:
    """A server over the bundled statistics, with four missions judged."""
    settings = Settings(home=tmp_path_factory.mktemp("journey"))
    recorded = datetime(2026, 6, 15, tzinfo=UTC)
    installation = open_installation(settings, recorded=recorded)
    for mission in MISSIONS:
        judge_targets(installation, recorded=recorded, mission=mission)
    installation.close()
    yield from serving(settings)


class Reader:
    """A browser window that notes what it is told and what it asks for."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.context: BrowserContext = browser.new_context(**options)
        self.page: Page = self.context.new_page()
        self.address = address
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    """A window of 1280 by 900 pixels in which no script runs."""
    found = Reader(browser, address, viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    yield found
    found.context.close()


def test_a_delivery_unit_goes_from_the_board_to_the_figures(reader: Reader) -> None:
    page = reader.open("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("targets that can be judged")
    page.get_by_role("link", name="Build an NHS fit for the future").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Build an NHS fit for the future")
    row = page.get_by_role("article").filter(has_text="92% within 18 weeks")
    expect(row).to_contain_text("Off track")
    expect(row).to_contain_text(re.compile(r"About \d+ points short"))
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("92% within 18 weeks")
    expect(page.get_by_text("excludes announced policy that is not yet in the data").first).to_be_visible()
    chart = page.get_by_role("img", name=re.compile("at least 92% asked"))
    expect(chart).to_have_count(1)
    expect(chart).to_be_visible()
    page.get_by_role("link", name="Figures as a table").click()
    table = page.locator("#figures").get_by_role("table").first
    expect(table.get_by_role("row").filter(has_text="March 2029")).to_contain_text("92.0")
    page.get_by_text(re.compile(r"All \d+ rows")).click()
    expect(page.locator("#figures").get_by_role("rowheader", name="August 2007", exact=True)).to_be_visible()
    address = page.get_by_role("link", name="Figures, CSV").get_attribute("href")
    answer = page.request.get(reader.address + str(address))
    assert answer.ok
    assert "2029-03" in answer.text()
    assert reader.complaints == []


def test_nothing_is_asked_of_anybody_else(reader: Reader) -> None:
    for path in PATHS:
        reader.open(path)
    assert reader.asked
    assert all(url.startswith(reader.address) for url in reader.asked)
    assert [text for text in reader.complaints if "404" not in text] == []


def test_a_minister_narrows_the_board_and_orders_it_by_risk(reader: Reader) -> None:
    page = reader.open("/")
    page.get_by_label("Verdict", exact=True).select_option(label="Off track")
    page.get_by_label("Order", exact=True).select_option(label="Most at risk first")
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile(r"verdict=off_track.*sort=risk"))
    rows = page.get_by_role("article")
    assert rows.count() >= 4
    for row in rows.all():
        expect(row).to_contain_text("Off track")
    expect(page.get_by_label("Verdict", exact=True)).to_have_value("off_track")
    page.get_by_role("link", name="Clear all").click()
    expect(page).to_have_url(f"{reader.address}/")
    page.get_by_role("link", name="Under 10%", exact=True).click()
    expect(page).to_have_url(re.compile("chance=under-10"))
    for row in page.get_by_role("article").all():
        expect(row.locator(".course b")).to_have_text(re.compile(r"^(under 10%|less than 1%|[1-9]%)"))


def _suppose_twenty_points(page: Page) -> None:
    form = page.locator("#what_if form")
    form.get_by_label("Suppose that").select_option(label="the level shifts at once, for good")
    form.get_by_label("Effect, in points").fill("20")
    form.get_by_label("From", exact=True).fill("2027")
    form.get_by_role("button", name="Show").click()


def test_an_analyst_supposes_a_change_without_a_script(reader: Reader) -> None:
    page = reader.open(f"/targets/{NHS}")
    _suppose_twenty_points(page)
    expect(page).to_have_url(re.compile(r"scenario=level_shift&effect=20&from=2027.*#what_if$"))
    answer = page.locator("#what_if")
    expect(answer.get_by_role("heading", level=2)).to_contain_text("The chance would be")
    expect(answer.get_by_role("row").filter(has_text="With the change")).to_contain_text("89%")
    expect(answer).to_contain_text("An even chance would take")
    answer.get_by_role("link", name="Clear").click()
    expect(page.locator("#what_if").get_by_role("heading", level=2)).to_have_text(
        "What if something changed?"
    )


def test_with_a_script_the_answer_comes_in_place_and_is_the_same(browser: Browser, address: str) -> None:
    reader = Reader(browser, address, viewport={"width": 1280, "height": 900})
    page = reader.open(f"/targets/{NHS}")
    page.evaluate("window.stayed = true")
    _suppose_twenty_points(page)
    answer = page.locator("#what_if")
    expect(answer.get_by_role("heading", level=2)).to_contain_text("The chance would be")
    expect(answer.get_by_role("heading", level=2)).to_be_focused()
    assert page.evaluate("window.stayed") is True
    assert "scenario=level_shift" in page.url
    in_place = answer.get_by_role("table").inner_text()
    page.reload()
    assert page.locator("#what_if").get_by_role("table").inner_text() == in_place
    assert reader.complaints == []
    reader.context.close()


def test_a_slider_asks_and_keeps_the_hand_on_it(browser: Browser, address: str) -> None:
    reader = Reader(browser, address, viewport={"width": 1280, "height": 900})
    page = reader.open(f"/targets/{NHS}")
    form = page.locator("#what_if form")
    # What the first question needs besides the effect is filled in already.
    assert form.get_by_label("From", exact=True).input_value() == "2027"
    slider = page.get_by_role("slider", name="Slide to choose it")
    slider.focus()
    for key in ("ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    answer = page.locator("#what_if")
    expect(answer.get_by_role("row").filter(has_text="With the change")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("slider")).to_be_focused()
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", re.compile("The chance would"))
    assert form.get_by_label("Effect, in points", exact=True).input_value() != ""
    assert "effect=" in page.url
    expect(answer.get_by_role("img")).to_be_visible()
    assert reader.complaints == []
    reader.context.close()


def test_pages_for_elsewhere_are_accessible_too(browser: Browser, address: str) -> None:
    reader = Reader(browser, address, viewport={"width": 700, "height": 900})
    for path in (
        f"/embed/targets/{NHS}/trajectory",
        f"/targets/{NHS}/brief.html",
        "/docs",
    ):
        found = Axe().run(reader.open(path))
        assert found.violations_count == 0, (path, found.generate_report())
    reader.context.close()


def test_pictures_of_a_page_are_there_and_follow_the_theme(browser: Browser, address: str) -> None:
    for scheme in ("light", "dark"):
        reader = Reader(browser, address, viewport={"width": 1280, "height": 900}, color_scheme=scheme)
        page = reader.open("/indicators/net_additional_dwellings")
        picture = page.locator("figure picture img")
        assert picture.evaluate("e => e.complete && e.naturalWidth") > 300
        # Its own dark paper, and none in the light.
        assert picture.evaluate(PAPER) == ("20,23,26,255" if scheme == "dark" else "0,0,0,0")
        reader.context.close()


def test_words_find_a_target(reader: Reader) -> None:
    page = reader.open("/")
    page.get_by_label("Words", exact=True).fill("infrastructure decisions")
    page.get_by_label("Words", exact=True).press("Enter")
    expect(page.get_by_role("article")).to_have_count(1)
    page.get_by_label("Words", exact=True).fill("no such words")
    page.get_by_label("Words", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("No targets match")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(browser: Browser, address: str, path: str, scheme: Scheme) -> None:
    reader = Reader(browser, address, viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    found = Axe().run(reader.open(path))
    reader.context.close()
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 390, 700, 1000])
def test_narrow_windows_never_scroll_sideways_and_stay_readable(
    browser: Browser, address: str, width: int
) -> None:
    reader = Reader(browser, address, viewport={"width": width, "height": 800})
    for path in PATHS:
        page = reader.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        small = page.evaluate(
            """() => [...document.querySelectorAll('main svg text')].filter(t => t.getClientRects().length).map(t => {
                const size = parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a;
                return [Math.round(size * 10) / 10, t.textContent];
            }).filter(([size]) => size < 10.9)"""
        )
        assert small == [], path
    found = Axe().run(reader.open("/"))
    reader.context.close()
    assert found.violations_count == 0, found.generate_report()


def test_what_can_be_pressed_is_large_enough_and_shows_its_focus(browser: Browser, address: str) -> None:
    reader = Reader(browser, address, viewport={"width": 390, "height": 800})
    page = reader.open("/")
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, select, input, summary')].map(e => {
            const box = e.getBoundingClientRect();
            const inline = getComputedStyle(e).display === 'inline';
            return [Math.round(box.height), inline, e.textContent.trim().slice(0, 40)];
        }).filter(([height, inline]) => !inline && height > 0 && height < 24)"""
    )
    assert small == []
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        style, name = page.evaluate(
            """() => { const e = document.activeElement; const s = getComputedStyle(e);
            return [s.outlineStyle + s.outlineWidth, (e.textContent || e.name || e.tagName).trim().slice(0, 30)]; }"""
        )
        assert style == "solid3px", name
        seen.add(name)
    assert len(seen) > 25
    reader.context.close()


@pytest.mark.parametrize(("width", "shown"), [(320, "narrow"), (700, "medium"), (1280, "wide")])
def test_the_chart_that_fits_is_the_one_shown(browser: Browser, address: str, width: int, shown: str) -> None:
    reader = Reader(browser, address, viewport={"width": width, "height": 800})
    page = reader.open(f"/targets/{NHS}")
    chart = page.locator("#chart img")
    assert chart.evaluate("e => e.currentSrc").endswith(f"/targets/{NHS}/chart-{shown}.svg")
    assert chart.evaluate("e => e.complete && e.naturalWidth") > 300
    reader.context.close()


def test_dark_is_the_same_page_in_other_colours(browser: Browser, address: str) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        reader = Reader(browser, address, viewport={"width": 1280, "height": 900}, color_scheme=scheme)
        page = reader.open(f"/targets/{NHS}")
        colours[scheme] = page.evaluate(
            f"""() => [getComputedStyle(document.body).backgroundColor,
            ({PAPER})(document.querySelector("#chart img"))]"""
        )
        reader.context.close()
    # The picture has its own dark paper, and none in the light.
    assert colours["light"] == ["rgb(252, 251, 248)", "0,0,0,0"]
    assert colours["dark"] == ["rgb(20, 23, 26)", "20,23,26,255"]


def test_on_paper_there_are_rows_and_no_controls(browser: Browser, address: str, tmp_path: Path) -> None:
    reader = Reader(browser, address)
    page = reader.open("/?mission=uk-nhs")
    sheet = page.pdf(path=tmp_path / "board.pdf", prefer_css_page_size=True)
    assert sheet.startswith(b"%PDF")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Apply")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_role("article").first).to_be_visible()
    # A row is never torn between two sheets.
    assert page.locator(".row").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    reader.context.close()


def test_a_page_is_light(browser: Browser, address: str) -> None:
    reader = Reader(browser, address)
    for path in PATHS:
        weights: list[int] = []

        def weigh(answer: Response, kept: list[int] = weights) -> None:
            kept.append(len(answer.body()))

        reader.page.on("response", weigh)
        reader.open(path)
        assert sum(weights) < 300_000, path
    reader.context.close()
