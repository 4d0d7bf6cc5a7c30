"""The page on which a target is set, as its readers use it: without scripts, in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from service.operations.courses import keep_courses
from service.operations.installation import open_installation
from service.settings import Settings

Serving = Callable[[Settings], Iterator[str]]
pytestmark = pytest.mark.browser

PAGE = "/set-a-target"
NHS = f"{PAGE}?indicator=rtt_pct_within_18w&by=2029-03&value=75"
POWER = f"{PAGE}?indicator=renewable_elec_share_ember&area=DEU&by=2030&value=80"
HOMES = (
    f"{PAGE}?indicator=net_additional_dwellings&area=E92000001&by=2029-07-04&since=2024-07-05&value=1500000"
)
PATHS = (PAGE, NHS, POWER, HOMES, f"{PAGE}?indicator=rtt_pct_within_18w&by=2001")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serving: Serving) -> Iterator[str]:
    """A server over the bundled statistics with the courses that the journeys need."""
    settings = Settings(home=tmp_path_factory.mktemp("journey"))
    recorded = datetime(2026, 6, 15, tzinfo=UTC)
    installation = open_installation(settings, recorded=recorded)
    keep_courses(
        installation,
        recorded=recorded,
        only=[
            ("rtt_pct_within_18w", "E92000001"),
            ("net_additional_dwellings", "E92000001"),
            ("renewable_elec_share_ember", "DEU"),
        ],
    )
    installation.close()
    yield from serving(settings)


def test_a_target_is_tried_out_before_it_is_set(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/")
    page.get_by_role("link", name="Set a target").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set a target")
    page.get_by_label("Measure", exact=True).select_option(value="rtt_pct_within_18w")
    page.get_by_label(re.compile("^By")).fill("2029-03")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".say")).to_have_text(
        re.compile("as likely as not to reach at least .*% by March 2029")
    )
    ladder = page.locator("#ladder").get_by_role("row")
    assert ladder.count() == 6
    page.get_by_label(re.compile("^Your own value")).fill("92")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("value=92"))
    meaning = page.locator("#meaning")
    expect(meaning.get_by_role("heading")).to_have_text("At least 92% by March 2029")
    expect(meaning).to_contain_text("the chance of at least 92.0% by March 2029")
    expect(page.get_by_role("img", name=re.compile("as likely as not")).first).to_be_visible()
    expect(page.locator("#path")).to_contain_text("March 2029")
    page.get_by_label("Measure", exact=True).select_option(value="renewable_elec_share_ember")
    page.get_by_role("button", name="Show").click()
    page.get_by_label("Area", exact=True).select_option(value="DEU")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#paces")).to_contain_text("countries")
    expect(page.locator("#ladder")).to_contain_text("ever moved this fast")
    context.close()


def test_what_is_wrong_with_the_form_is_said(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}{PAGE}?indicator=rtt_pct_within_18w&by=2001")
    expect(page.get_by_role("status")).to_contain_text("held already")
    page.goto(f"{address}{PAGE}?indicator=rtt_pct_within_18w&by=soon&value=x")
    expect(page.get_by_role("status")).to_contain_text("soon")
    page.goto(f"{address}{PAGE}?indicator=net_additional_dwellings&by=2030&since=yesterday")
    expect(page.get_by_role("status")).to_contain_text("not a day")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(
    browser: Browser, address: str, path: str, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address + path)
    found = Axe().run(page)
    context.close()
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 390, 1000])
def test_narrow_windows_never_scroll_sideways(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for path in PATHS:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_every_number_of_the_page_is_that_of_the_api(browser: Browser, address: str) -> None:
    page = browser.new_page()
    asked = {"indicator": "rtt_pct_within_18w", "by": "2029-03", "value": 75}
    answer = page.request.post(f"{address}/v1/proposals", data=asked).json()
    page.goto(address + NHS)
    for rung in answer["ladder"]:
        expect(page.locator("#ladder")).to_contain_text(f"{rung['stated']:.1f}%")
    for sentence in answer["meaning"]["sentences"]:
        expect(page.locator("#meaning")).to_contain_text(sentence)
    for caution in answer["cautions"]:
        expect(page.locator("#beware")).to_contain_text(caution["message"])
    page.close()
