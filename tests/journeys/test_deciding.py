"""Suspected breaks, notes on missions and drafts side by side, in a real Chromium and mostly without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.request import urlopen

import html5lib
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from service.operations.courses import keep_courses
from service.operations.installation import open_installation
from service.operations.keys import KeyWanted, create_key
from service.security.principal import Scope
from service.settings import Settings

pytestmark = pytest.mark.browser

NOW = datetime(2026, 3, 2, tzinfo=UTC)
YEARS, STEP = 30, 2012
_CATALOGUE = """\
mission:
  {id: trial, title: Trial, jurisdiction: Nowhere, ambition: More., status: live, citation: Invented.}
indicators:
  - {id: homes, title: Homes built, definition: Homes built., unit: homes, direction: increase, lower: 0,
     aggregation: stock, frequency: A, family: mixed, coverage: Nowhere, publisher: Office, release: Homes,
     table: homes.csv}
targets:
  - {id: more, title: More homes, wording: More homes., kind: level, indicator: homes, area: A00, comparator: ">=",
     value: 140, period: "2028", announced: 2020-06-01, status: live, citation: Invented.}
"""
FINDING = "/analyst/findings/1"
COMPARED = "/set-a-target/compare?draft=homes~A00~2029~160&draft=homes~A00~2029~120&draft=homes~A00~1999~1"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation whose one series steps up in 2012."""
    folder = tmp_path_factory.mktemp("deciding")
    (folder / "catalogue").mkdir()
    (folder / "catalogue" / "trial.yaml").write_text(_CATALOGUE, encoding="utf-8")
    walk = 60 + np.random.default_rng(3).normal(0, 1, YEARS)
    lines = ["indicator,area,period,value,published"]
    lines += [
        f"homes,A00,{year},{value + (50 if year >= STEP else 0):.2f},{year + 1}-02-01"
        for year, value in enumerate(walk.tolist(), start=2026 - YEARS)
    ]
    (folder / "catalogue" / "observations.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    found = Settings(
        home=folder / "home",
        bundled=False,
        catalogue=(folder / "catalogue",),
        schedule=False,
        rate_sign_in="off",
    )
    installation = open_installation(found, recorded=NOW)
    keep_courses(installation, recorded=NOW, only=[("homes", "A00")])
    installation.close()
    return found


@pytest.fixture(scope="module")
def address(settings: Settings, serving: Callable[[Settings], Iterator[str]]) -> Iterator[str]:
    """A server over that installation."""
    yield from serving(settings)


def make_key(settings: Settings, name: str, scope: Scope) -> str:
    installation = open_installation(settings, recorded=NOW)
    try:
        with installation.store.session() as session:
            wanted = KeyWanted(name, scope)
            return create_key(session, wanted, at=datetime.now(UTC), who="a test", why="To test")[0].text
    finally:
        installation.close()


@contextmanager
def signed_in(browser: Browser, address: str, key: str, *, scripts: bool = False) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.get_by_label("Key").fill(key)
    page.get_by_role("button", name="Sign in").click()
    yield page
    context.close()


def test_drafts_are_put_side_by_side_with_the_keyboard_and_stay_in_the_address(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/set-a-target?indicator=homes&area=A00&by=2029&value=160")
    page.get_by_role("link", name="Put it beside other drafts").press("Enter")
    expect(page.locator("main")).to_contain_text("One draft is no comparison")
    page.locator("#f-value").fill("120")
    page.locator("#f-value").press("Enter")
    assert page.url == f"{address}/set-a-target/compare?draft=homes~A00~2029~160&draft=homes~A00~2029~120"
    heads = page.locator(".drafts thead th .asks").all_text_contents()
    assert heads == ["At least 160 homes by 2029", "At least 120 homes by 2029"]
    rows = page.locator(".drafts tbody th[scope=row]").all_text_contents()
    assert {"Chance of being met", "A way there (ours)", "Other methods"} <= set(rows)
    page.get_by_role("link", name="Take out At least 160 homes by 2029").press("Enter")
    assert page.locator(".drafts thead th .asks").all_text_contents() == ["At least 120 homes by 2029"]
    page.get_by_role("link", name="A draft of another measure or area").press("Enter")
    assert page.locator("input[name=draft]").get_attribute("value") == "homes~A00~2029~120"
    context.close()


def test_an_editor_accepts_a_suspected_break_without_scripts(
    browser: Browser, address: str, settings: Settings
) -> None:
    with urlopen(f"{address}/indicators/homes") as answer:
        told = answer.read().decode()
    assert "In 2012 the level changes from" in told
    assert "Accept or dismiss (for editors)" in told
    with signed_in(browser, address, make_key(settings, "Anna", Scope.ANALYST)) as page:
        page.goto(address + FINDING)
        expect(page.locator("main")).to_contain_text("Deciding takes a key with the scope “editor”.")
        assert page.locator("main form").count() == 0
    with signed_in(browser, address, make_key(settings, "Erin", Scope.EDITOR)) as page:
        page.goto(f"{address}/analyst")
        page.locator("#findings").get_by_role("link", name="Homes built").click()
        page.get_by_label("What happened").fill("Conversions are counted from 2012 on.")
        page.get_by_label("Why you accept it").fill("   ")
        page.get_by_role("button", name="Accept the break").click()
        expect(page.get_by_role("alert")).to_contain_text("Give a reason")
        assert page.get_by_label("What happened").input_value() == "Conversions are counted from 2012 on."
        page.get_by_label("Why you accept it").fill("The office says so")
        page.get_by_role("button", name="Accept the break").click()
        expect(page.get_by_role("status")).to_contain_text("The break is recorded")
        assert "Accepted by Erin" in (page.locator("main").text_content() or "")
        page.goto(f"{address}/indicators/homes")
        expect(page.locator("#breaks")).to_contain_text("Conversions are counted from 2012 on.")
        assert page.locator("#suspected").count() == 0
        page.goto(f"{address}/analyst")
        expect(page.locator("#findings")).to_contain_text("No break is suspected")


def test_an_editor_writes_a_note_on_a_mission(browser: Browser, address: str, settings: Settings) -> None:
    with signed_in(browser, address, make_key(settings, "Nora", Scope.EDITOR)) as page:
        page.goto(f"{address}/missions/trial")
        page.get_by_text("Write a note").click()
        page.get_by_label("What is being done").fill("Two more sites.\n\nWork began.")
        page.get_by_label("Next action").fill("Review")
        page.get_by_label("By", exact=True).fill("2027-01-31")
        page.get_by_role("button", name="Publish the note").click()
        note = page.locator("#notes")
        expect(note).to_contain_text("Nora")
        expect(note).to_contain_text("Review (by 31 January 2027)")
    with urlopen(f"{address}/missions/trial") as answer:
        public = answer.read().decode()
    assert "Two more sites." in public
    assert "Write a note" not in public
    html5lib.HTMLParser(strict=True).parse(public)


def test_a_job_is_cancelled_with_a_reason_and_a_foreign_form_is_not_taken(
    browser: Browser, address: str, settings: Settings
) -> None:
    with signed_in(browser, address, make_key(settings, "Cara", Scope.ANALYST), scripts=True) as page:
        page.goto(f"{address}/analyst")
        page.get_by_label("Series of").select_option("indicator:homes")
        page.get_by_label("Reason", exact=True).fill("To try")
        page.get_by_role("button", name="Recalibrate").click()
        page.get_by_label("Why it is stopped").fill("   ")
        page.get_by_role("button", name="Cancel the job").click()
        expect(page.locator("main")).to_contain_text("Give a reason")
        page.evaluate("document.querySelector('main input[name=csrf]').value = 'another'")
        page.get_by_label("Why it is stopped").fill("Asked for twice")
        page.get_by_role("button", name="Cancel the job").click()
        expect(page.locator("h1")).to_have_text("This form was not accepted")
        page.get_by_role("link", name="Back to where you were").click()
        page.get_by_label("Why it is stopped").fill("Asked for twice")
        page.get_by_role("button", name="Cancel the job").click()
        expect(page.locator(".say")).to_contain_text("cancelled")
        assert page.get_by_role("button", name="Cancel the job").count() == 0
        # Whoever held a sign-in that is over is told so, and where they wanted to go is kept.
        held = page.context.cookies(f"{address}/")
        gone = [{**one, "value": "A" * 43} for one in held if one["name"] == "headway-session"]
        page.context.add_cookies(gone)  # type: ignore[arg-type]
        page.goto(f"{address}/analyst")
        expect(page.get_by_role("alert")).to_contain_text("your time was over, or the key was taken back")
        assert page.locator("main input[name=next]").get_attribute("value") == "/analyst"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_and_the_validator_find_nothing(
    browser: Browser, address: str, settings: Settings, scheme: str
) -> None:
    for path in (COMPARED, "/set-a-target/compare"):
        with urlopen(address + path) as answer:
            html5lib.HTMLParser(strict=True).parse(answer.read().decode())
    with signed_in(
        browser, address, make_key(settings, f"Axel {scheme}", Scope.EDITOR), scripts=True
    ) as page:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for path in (COMPARED, FINDING, "/missions/trial"):
            page.goto(address + path)
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
