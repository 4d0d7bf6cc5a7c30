"""The public methods beside our judgement, from a real store with the bundled catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from forecasting.assessment import Assessment
from forecasting.public_methods.catalogue import METHODS, method_named
from forecasting.public_methods.page import table, with_table
from forecasting.public_methods.yardstick import State, Why, Yardstick
from service.documents import dumps, from_document, to_document
from service.operations.errors import TargetUnknown
from service.operations.installation import Installation, open_installation
from service.operations.judging import judge_targets
from service.operations.yardsticks import disagreement, stored_assessment, yardsticks_for
from service.operations.yardsticks_page import PAGE, rewrite
from service.settings import Settings
from service.store.reads.catalogue import targets

RECORDED = datetime(2026, 11, 24, tzinfo=UTC)
JUDGED = ("nhs-rtt65-2026", "uk-ndc-2030-68", "sst-knife-halve", "de-ghg40-2020")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    found = open_installation(Settings(home=tmp_path_factory.mktemp("home")), recorded=RECORDED)
    judge_targets(found, recorded=RECORDED, targets=JUDGED)
    yield found
    found.close()


def by_method(found: list[Yardstick]) -> dict[str, Yardstick]:
    return {item.method: item for item in found}


def test_every_target_of_the_catalogue_has_an_answer_or_a_reason_from_every_method(
    installation: Installation,
) -> None:
    with installation.store.read() as session:
        ids = [record.id for record in targets(session)]
    assert len(ids) > 100
    for id_ in ids:
        found = yardsticks_for(installation, id_)
        assert [item.method for item in found] == [method.name for method in METHODS]
        for item in found:
            assert item.label or item.reason or item.details.get("outcome"), (id_, item.method)
            assert item.source
            assert item.inputs_hash
        assert disagreement(found, stored_assessment(installation, id_)).endswith((".", ")."))


def test_the_same_store_gives_the_same_bytes(installation: Installation) -> None:
    for id_ in JUDGED:
        first, second = (dumps(to_document(yardsticks_for(installation, id_))) for _ in range(2))
        assert first == second


def test_an_answer_survives_being_written_down(installation: Installation) -> None:
    for item in yardsticks_for(installation, "uk-ndc-2030-68"):
        assert from_document(Yardstick, to_document(item)) == item


def test_what_rests_on_our_probability_is_the_stored_one(installation: Installation) -> None:
    assessment = stored_assessment(installation, "uk-ndc-2030-68")
    assert isinstance(assessment, Assessment)
    found = by_method(yardsticks_for(installation, "uk-ndc-2030-68"))
    for name in ("obr", "nista_colour"):
        assert found[name].numbers["probability"] == assessment.probability
    assert "our mapping" in found["nista_colour"].caveats


def test_a_target_that_was_not_judged_has_no_probability_but_has_yardsticks(
    installation: Installation,
) -> None:
    id_ = "de-re80-2030"
    assert stored_assessment(installation, id_) is None
    found = by_method(yardsticks_for(installation, id_))
    assert found["obr"].reason is Why.NO_PROBABILITY
    assert found["eurostat"].label is not None
    assert disagreement(list(found.values()), None).startswith("There is no judgement of ours yet.")


def test_a_day_in_the_past_knows_only_what_was_known(installation: Installation) -> None:
    now = by_method(yardsticks_for(installation, "nhs-rtt65-2026"))["state_of_climate_action"]
    then = by_method(yardsticks_for(installation, "nhs-rtt65-2026", as_of=date(2025, 6, 30)))
    assert now.state is State.TARGET_EXPIRED
    assert then["state_of_climate_action"].state is State.RATEABLE
    assert then["state_of_climate_action"].data_vintage <= "2025-06-30"
    # No judgement was stored as of that day, so nothing may rest on a later probability.
    assert then["obr"].numbers["probability"] is None


def test_a_monthly_series_is_asked_about_by_the_same_month(installation: Installation) -> None:
    found = by_method(yardsticks_for(installation, "nhs-rtt65-2026", as_of=date(2025, 6, 30)))
    assert "the same part of each year was used" in found["eurostat"].caveats
    start, end = found["eurostat"].window.split(" to ")
    assert start.split()[0] == end.split()[0]
    points = found["nhs_making_data_count"].numbers["points"]
    assert points is not None
    assert points > 24


def test_disagreement_names_who_differs_and_why(installation: Installation) -> None:
    found = yardsticks_for(installation, "uk-ndc-2030-68")
    assessment = stored_assessment(installation, "uk-ndc-2030-68")
    sentence = disagreement(found, assessment)
    assert assessment is not None
    assert assessment.verdict.words.lower() in sentence
    well = [
        y
        for y in found
        if y.leaning.value in ("met", "on_course") and y.method not in ("obr", "nista_colour")
    ]
    assert well
    for item in well:
        assert method_named(item.method).short in sentence
        assert method_named(item.method).compares in sentence


def test_an_unknown_target_is_named(installation: Installation) -> None:
    with pytest.raises(TargetUnknown) as caught:
        yardsticks_for(installation, "uk-ndc-2030-86")
    assert "uk-ndc-2030-68" in str(caught.value.remedy)


# -------------------------------------------------------------------------------------- the page


def test_the_page_holds_the_table_that_the_methods_make() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page) == page, "run: python -m service.operations.yardsticks_page"
    for method in METHODS:
        assert f"(`{method.name}`)" in page


def test_a_page_is_brought_up_to_date_once(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE.read_text(encoding="utf-8").replace("Eurostat", "Somebody"), encoding="utf-8")
    assert rewrite(page)
    assert not rewrite(page)
    assert table() in page.read_text(encoding="utf-8")


def test_a_page_without_a_place_for_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="the page needs"):
        with_table("# Nothing here")
