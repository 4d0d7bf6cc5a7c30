"""The blocks of a target's page that say why it moved and what a change would do, on judgements really made."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from forecasting.scenarios.changes import Measure, ScenarioKind
from service.api.app import create_app
from service.board.english import moved, what_if
from service.board.english.quantities import Quantities
from service.board.english.units import unit_of
from service.operations.earlier import judge_earlier
from service.operations.explain import explain_changes
from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.settings import Settings

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
NHS, CARBON, MET = "nhs-rtt92-2029", "uk-cb5", "nhs-rtt65-2026"
POLICY = "scenario=policy&effect=20&from=2027&years=2&low=10&high=30"
POINTS = Quantities(unit_of("percent"), 1)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(home=tmp_path_factory.mktemp("headway"))
    installation = open_installation(settings, recorded=MORNING)
    try:
        judge_targets(installation, recorded=MORNING, targets=[NHS, CARBON, MET])
        judge_earlier(installation, recorded=MORNING, wanted=[NHS, CARBON])
        explain_changes(installation, recorded=MORNING)
    finally:
        installation.close()
    with TestClient(create_app(settings)) as client:
        yield client


def section(client: TestClient, path: str, name: str) -> str:
    """The markup of one section of a page, empty where it is not there."""
    page = client.get(path, headers={"Accept": "text/html"}).text
    found = re.search(rf'<section class="section" id="{name}".*?</section>', page, re.DOTALL)
    return "" if found is None else found.group(0)


def words(markup: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)))


def test_the_form_stands_ready_and_says_nothing_yet(reader: TestClient) -> None:
    found = section(reader, f"/targets/{NHS}", "what_if")
    assert f'action="/targets/{NHS}#what_if" method="get"' in found
    assert "Effect, in points" in found
    assert "The chance would be" not in found
    for field in re.findall(r'<(?:input|select) id="([^"]+)"', found):
        assert f'for="{field}"' in found, "a field without a label"


def test_the_answer_is_in_the_page_without_any_script(reader: TestClient) -> None:
    found = section(reader, f"/targets/{NHS}?{POLICY}", "what_if")
    told = words(found)
    asked = reader.get(
        f"/v1/targets/{NHS}/what-if?scenario=policy&effect=20&from=2027&ramp=2&low=10&high=30"
    ).json()
    shown = asked["scenarios"][0]["probability_shown"]
    assert f"The chance would be {shown} instead of {asked['current_course']['probability_shown']}" in told
    assert "a measure brings 20 points from 2027, in full after 2 years" in told
    assert "An even chance would take" in told
    assert 'class="c-s"' in found, "the supposed course is not drawn"
    assert re.search(r"if so \d+%", told)
    assert 'value="20"' in found
    assert '<option value="policy" selected>' in found


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("scenario=level_shift&effect=5&years=3&low=1", "the level shifts by 5 points"),
        ("scenario=delay&years=1&effect=5", "everything comes 1 year later"),
        ("scenario=pace&effect=-2&from=2027", "the pace changes by a fall of 2 points a year from 2027"),
        ("scenario=shock&effect=-3&years=2", "half of it gone after 2 years"),
    ],
)
def test_fields_for_another_kind_do_not_count(reader: TestClient, query: str, said: str) -> None:
    assert said in words(section(reader, f"/targets/{NHS}?{query}", "what_if"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("scenario=policy&effect=lots", "“effect” is “lots”, which is not a number."),
        ("scenario=policy", "needs “effect”"),
        ("scenario=policy&effect=5&low=6&high=7", "does not lie between"),
        ("scenario=hope&effect=1", "There is no scenario “hope”."),
        ("scenario=policy&effect=%3Cscript%3E", "which is not a number"),
    ],
)
def test_what_is_wrong_is_said_and_the_page_stands(reader: TestClient, query: str, said: str) -> None:
    found = section(reader, f"/targets/{NHS}?{query}", "what_if")
    assert said in words(found)
    assert 'role="alert"' in found
    assert "<script>" not in found


def test_a_settled_target_has_no_form(reader: TestClient) -> None:
    assert section(reader, f"/targets/{MET}?{POLICY}", "what_if") == ""
    assert section(reader, f"/targets/{MET}", "moved") == ""


def test_why_it_moved_is_the_sentence_that_was_stored(reader: TestClient) -> None:
    for target in (NHS, CARBON):
        told = words(section(reader, f"/targets/{target}", "moved"))
        changes = reader.get(f"/v1/targets/{target}/changes").json()
        assert changes["together"]["statement"].removesuffix(".") in told
        assert "Compared with what was known on" in told


def test_the_script_is_a_file_of_ours(reader: TestClient) -> None:
    response = reader.get(f"/targets/{NHS}", headers={"Accept": "text/html"})
    address = re.search(r'<script src="(/assets/what-if\.js\?v=[0-9a-f]+)" defer></script>', response.text)
    assert address is not None
    assert "script-src 'self'" in response.headers["content-security-policy"]
    file = reader.get(address.group(1))
    assert file.status_code == 200
    assert file.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    ("part", "said"),
    [(0.0, "unchanged"), (0.004, "less than a point"), (-0.01, "down 1 point"), (0.123, "up 12 points")],
)
def test_points(part: float, said: str) -> None:
    assert moved.points(part) == said


@pytest.mark.parametrize(
    ("size", "measure", "said"),
    [
        (5.0, Measure.UNIT, "5.0 points"),
        (-12.3, Measure.UNIT, "a fall of 12 points"),
        (1.5, Measure.UNIT_A_YEAR, "1.5 points a year"),
        (0.4, Measure.SHARE, "40% of the way"),
        (2.0, Measure.YEARS, "2.0 years"),
    ],
)
def test_sizes(size: float, measure: Measure, said: str) -> None:
    assert what_if.size(size, measure=measure, quantities=POINTS) == said


def test_every_kind_on_offer_has_a_name() -> None:
    for kind in what_if.KINDS:
        assert what_if.name(kind, effect="5 points", begins="2027", years="2")
    assert set(what_if.KINDS) < set(ScenarioKind)
