"""Analysts and editors on the pages, in a real Chromium: with scripts and without, with the keyboard alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Literal

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from service.operations.courses import keep_courses
from service.operations.installation import open_installation
from service.operations.keys import take_back_key
from service.settings import Settings
from service.store import open_store

Serving = Callable[[Settings], Iterator[str]]
pytestmark = pytest.mark.browser

NOW = datetime(2026, 3, 2, tzinfo=UTC)
YEARS = 30
PROPOSAL = "/set-a-target?indicator=homes&area=A00&by=2029&value=160"
SLOW = 45_000
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


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation with one series, a target on it, and what is known of its course."""
    folder = tmp_path_factory.mktemp("signed-in")
    (folder / "catalogue").mkdir()
    (folder / "catalogue" / "trial.yaml").write_text(_CATALOGUE, encoding="utf-8")
    walk = 100 + np.cumsum(np.random.default_rng(3).normal(1, 3, YEARS))
    lines = ["indicator,area,period,value,published"]
    lines += [
        f"homes,A00,{year},{value:.2f},{year + 1}-02-01"
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
def address(settings: Settings, serving: Serving) -> Iterator[str]:
    """A server over that installation."""
    yield from serving(settings)


def headway(settings: Settings, *arguments: str) -> subprocess.Popen[str]:
    """The command line on that installation."""
    known = {
        "HEADWAY_HOME": str(settings.home),
        "HEADWAY_BUNDLED": "0",
        "HEADWAY_CATALOGUE": str(settings.catalogue[0]),
        "HEADWAY_SCHEDULE": "0",
        "OMP_NUM_THREADS": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "service.cli", *arguments],
        env={**os.environ, **known},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def make_key(settings: Settings, name: str, scope: str) -> str:
    said, _ = headway(settings, "keys", "create", name, "--scope", scope).communicate()
    found = re.search(r"hw_[0-9a-f]{12}_\S{43}", said)
    assert found is not None, said
    return found[0]


@pytest.fixture(scope="module")
def key(settings: Settings) -> str:
    """A key of an editor, who may do all that an analyst may."""
    return make_key(settings, "Erin Editor", "editor")


@pytest.fixture(scope="module")
def worker(settings: Settings) -> Iterator[None]:
    """A worker beside the server, which ends with its input."""
    process = headway(settings, "worker", "--concurrency", "1")
    yield
    process.terminate()
    process.communicate(timeout=30)


@contextmanager
def a_page(browser: Browser, *, scripts: bool = True, width: int = 1280) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.set_default_timeout(30_000)
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert not faults, faults


def sign_in(page: Page, address: str, key: str, path: str = "/analyst") -> None:
    page.goto(f"{address}/sign-in?next={path}")
    page.get_by_label("Key", exact=True).fill(key)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Signed in as")).to_be_visible()


def ask_for(page: Page, models: str, reason: str) -> None:
    page.get_by_label("Series of").select_option(value="target:more")
    page.get_by_label("Models", exact=True).fill(models)
    page.get_by_label("Reason", exact=True).fill(reason)
    page.get_by_role("button", name="Recalibrate").click()
    expect(page).to_have_url(re.compile("/analyst/jobs/recalibration-"))


def decide(page: Page, button: str, reason: str) -> None:
    page.get_by_label("Reason", exact=True).fill(reason)
    page.get_by_role("button", name=button).click()


def test_an_analyst_recalibrates_compares_promotes_and_rolls_back(
    browser: Browser, address: str, settings: Settings, key: str, worker: None
) -> None:
    with a_page(browser) as page:
        page.goto(f"{address}/analyst")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        page.get_by_label("Key", exact=True).fill(key)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{address}/analyst")
        ask_for(page, "drift", "A straight line may do as well")
        # Followed by a script: the page says what came of it without anybody loading it again.
        challenger = page.get_by_role("link", name=re.compile(r"^Challenger \d+$"))
        expect(challenger).to_be_visible(timeout=SLOW)
        expect(page.locator("[data-state]")).to_have_text("done")
        challenger.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Challenger \d+: drift"))
        expect(page.locator("#horizons").get_by_role("row").first).to_be_visible()
        for picture in page.locator("figure img").all():
            assert picture.evaluate("one => one.decode().then(() => one.naturalWidth > 0)")
        number = page.url.rpartition("/")[2]

        page.get_by_role("button", name="Promote").click()
        expect(page).to_have_url(re.compile(f"/{number}$"))  # the browser itself asks for the reason
        decide(page, "Promote", "As good, and simpler to explain")
        expect(page.get_by_role("status")).to_contain_text("It is promoted.")
        page.get_by_role("status").get_by_role("link").click()
        expect(page.locator("[data-state]")).to_have_text("done", timeout=SLOW)
        page.goto(f"{address}/targets/more")
        expect(page.locator("main")).to_contain_text("As good, and simpler to explain")

        page.goto(f"{address}/analyst/calibrations/{number}")
        decide(page, "Roll back", "It was only tried")
        expect(page.get_by_role("status")).to_contain_text("It is rolled back.")
        expect(page.locator("#events")).to_contain_text("It was only tried")
        page.get_by_role("button", name="Sign out").click()
        page.goto(f"{address}/analyst")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_without_scripts_a_job_is_followed_and_a_decision_of_yesterday_is_not_taken(
    browser: Browser, address: str, key: str, worker: None
) -> None:
    with a_page(browser, scripts=False) as page:
        sign_in(page, address, key)
        ask_for(page, "theta", "Theta often does well")
        expect(page.get_by_role("link", name="Stop loading this page again")).to_be_visible()
        challenger = page.get_by_role("link", name=re.compile(r"^Challenger \d+$"))
        # The page loads itself again, as its reader asked.
        expect(challenger).to_be_visible(timeout=SLOW)
        challenger.click()
        other = page.context.new_page()
        other.goto(page.url)
        decide(page, "Promote", "The first to say so")
        expect(page.get_by_role("status")).to_contain_text("It is promoted.")
        decide(other, "Promote", "The second, on what stood before")
        expect(other.get_by_role("heading", level=1)).to_have_text("It has changed meanwhile")
        decide(page, "Roll back", "Only tried")
        expect(page.get_by_role("status")).to_contain_text("It is rolled back.")


def test_an_editor_saves_a_target_and_writes_a_note(browser: Browser, address: str, key: str) -> None:
    with a_page(browser, scripts=False) as page:
        page.goto(address + PROPOSAL)
        page.get_by_role("link", name="Save this as a target").click()
        page.get_by_label("Key", exact=True).fill(key)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Save as a target")
        for label, text in (
            ("Title", "160 homes"), ("Id", "Not An Id"), ("Wording", "160 homes by 2029."),
            ("Where it is published", "Invented."), ("Reason", "It was announced"),
        ):  # fmt: skip
            page.get_by_label(label, exact=True).fill(text)
        page.get_by_role("button", name="Save the target").click()
        expect(page.get_by_role("alert")).to_contain_text("Not An Id")
        expect(page.get_by_label("Id", exact=True)).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_label("Title", exact=True)).to_have_value("160 homes")
        page.get_by_label("Id", exact=True).fill("homes-160")
        page.get_by_role("button", name="Save the target").click()
        expect(page).to_have_url(f"{address}/targets/homes-160")
        expect(page.get_by_role("heading", level=1)).to_contain_text("160 homes")

        page.get_by_text("Write a note", exact=True).click()
        page.get_by_label("What is being done").fill("A site was bought.")
        page.get_by_label("By", exact=True).fill("soon")
        page.get_by_role("button", name="Publish the note").click()
        expect(page.get_by_role("alert")).to_contain_text("not a day")
        page.get_by_label("By", exact=True).fill("2027-01-31")
        page.get_by_label("Next action").fill("Planning permission")
        page.get_by_role("button", name="Publish the note").click()
        expect(page.locator("#notes")).to_contain_text("Erin Editor")
        expect(page.locator("#notes")).to_contain_text("A site was bought.")
    with a_page(browser) as page:
        page.goto(f"{address}/targets/homes-160")
        expect(page.locator("#notes")).to_contain_text("Planning permission")
        assert page.get_by_text("Write a note").count() == 0, "the public is given no form"


def test_with_the_keyboard_alone(browser: Browser, address: str, key: str) -> None:
    with a_page(browser) as page:
        page.goto(f"{address}/sign-in?next=/analyst")
        reach(page, "key")
        page.keyboard.type(key)
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{address}/analyst")
        reach(page, "of")
        page.keyboard.type("More")
        reach(page, "models")
        page.keyboard.type("grid:often")
        reach(page, "reason")
        page.keyboard.type("By keys")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("grid:often")
        page.get_by_role("alert").get_by_role("link").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Models", exact=True)).to_have_attribute("aria-invalid", "true")


def reach(page: Page, id_: str) -> None:
    """Press Tab until a field has the focus."""
    for _ in range(60):
        if page.evaluate("document.activeElement.id") == id_:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{id_} cannot be reached with the keyboard")


def test_a_key_that_is_taken_back_signs_out(browser: Browser, address: str, settings: Settings) -> None:
    own = make_key(settings, "Brief Visitor", "analyst")
    with a_page(browser) as page:
        sign_in(page, address, own)
        with open_store(settings.store_url) as store, store.session() as session:
            take_back_key(session, own.split("_")[1], at=datetime.now(UTC), who="a test", why="To test")
        page.wait_for_timeout(600)  # another process counts on a key for half a second
        page.goto(f"{address}/analyst")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        assert page.context.cookies(f"{address}/")[0]["name"] == "headway-form", "the cookie is gone"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, address: str, key: str, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    assert Axe().run(page).violations_count == 0
    sign_in(page, address, key)
    save = PROPOSAL.replace("?", "/save?")
    every = ("/analyst", "/analyst/calibrations/1", save, "/targets/more/notes", "/targets/more")
    for path in every if scheme == "light" else every[:2]:
        page.goto(address + path)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    context.close()
