"""The panel of public methods on the page of a target."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape

import pytest
from fastapi.testclient import TestClient

from forecasting.public_methods.catalogue import METHODS, method_named
from forecasting.public_methods.disagreement import Agreement
from forecasting.public_methods.method import Question
from forecasting.public_methods.yardstick import Tag, Why
from service.api.app import create_app
from service.board.english import yardsticks as english
from service.board.yardstick_panel import panel_of
from service.operations.installation import Installation, open_installation
from service.operations.judging import judge_targets
from service.operations.yardsticks import compared
from service.settings import Settings

RECORDED = datetime(2026, 11, 24, tzinfo=UTC)
CLIMATE, HOMES, JOINT = "uk-ndc-2030-68", "uk-homes-1.5m", "de-ghg40-2020"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def installation(settings: Settings) -> Iterator[Installation]:
    found = open_installation(settings, recorded=RECORDED)
    judge_targets(found, recorded=RECORDED, targets=[CLIMATE, HOMES])
    yield found
    found.close()


@pytest.fixture(scope="module")
def client(installation: Installation, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as running:
        yield running


def section(page: str) -> str:
    found = re.search(r'<section class="section" id="yardsticks".*?</section>', page, re.DOTALL)
    return "" if found is None else unescape(found.group())


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()


def test_the_page_sets_every_method_beside_ours_and_says_who_differs(
    client: TestClient, installation: Installation
) -> None:
    page = client.get(f"/targets/{CLIMATE}").raise_for_status().text
    shown = words(section(page))
    found = compared(installation, [CLIMATE])[0]
    assert found.agreement.sentence in shown
    assert english.title(found.agreement) in shown
    for item in found.yardsticks:
        method = method_named(item.method)
        assert method.asks in shown
        if item.label is not None:
            assert english.label(item.label) in shown
    assert f'href="/v1/targets/{CLIMATE}/yardsticks.csv"' in page
    assert '<a href="#yardsticks">' in page


def test_what_may_be_printed_of_a_chance_is_all_that_is_printed(installation: Installation) -> None:
    found = compared(installation, [CLIMATE])[0]
    panel = panel_of(found)
    assert panel is not None
    assert found.assessment is not None
    by_group = dict(panel.groups)
    for row in by_group[english.GROUPS[Question.PROBABILITY]]:
        assert row.number == found.assessment.probability_shown
    (chart, _) = by_group[english.GROUPS[Question.TREND]]
    assert re.match(r"(under 10%|over 90%|\d\d%) chance that the next figure meets it", chart.number)


def test_where_a_whole_group_is_silent_the_sentence_says_why_once(installation: Installation) -> None:
    found = compared(installation, [HOMES])[0]
    panel = panel_of(found)
    assert panel is not None
    assert english.GROUPS[Question.TARGET] not in dict(panel.groups)
    assert "No public method has an answer for this target (kind not covered)" in panel.sentence


def test_a_target_of_which_no_method_says_anything_has_no_panel(
    client: TestClient, installation: Installation
) -> None:
    silent = [one for one in compared(installation) if panel_of(one) is None]
    assert silent
    page = client.get(f"/targets/{silent[0].target_id}").raise_for_status().text
    assert section(page) == ""
    assert "#yardsticks" not in page


def test_every_panel_of_the_catalogue_can_be_drawn(installation: Installation) -> None:
    for found in compared(installation):
        panel = panel_of(found)
        for _, rows in () if panel is None else panel.groups:
            assert all(row.says or row.more for row in rows), found.target_id


def test_every_reason_and_every_question_has_words() -> None:
    assert set(english.WHY) == set(Why)
    assert set(english.GROUPS) == set(Question) == {method.question for method in METHODS}
    assert set(english.THRESHOLDS) <= set(Tag)


@pytest.mark.parametrize(
    ("well", "against", "title"),
    [
        (0, 0, "Other methods have no answer"),
        (1, 0, "The one other method with an answer calls it well on its way"),
        (0, 1, "The one other method with an answer does not call it well on its way"),
        (3, 0, "All 3 other methods call it well on its way"),
        (0, 3, "Not one of 3 other methods calls it well on its way"),
        (1, 2, "1 of 3 other methods calls it well on its way"),
        (2, 1, "2 of 3 other methods call it well on its way"),
    ],
)
def test_the_title_is_the_finding(well: int, against: int, title: str) -> None:
    said = Agreement(None, ("m",) * well, ("m",) * against, (), "")
    assert english.title(said) == title
