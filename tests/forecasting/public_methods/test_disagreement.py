"""Plain sentences on who calls a target well on its way, who does not, and why."""

from __future__ import annotations

from datetime import date

import pytest

from forecasting.assessment import Assessment
from forecasting.public_methods import eurostat, obr, sdsn, state_of_climate_action
from forecasting.public_methods.catalogue import METHODS
from forecasting.public_methods.disagreement import agreement
from forecasting.public_methods.yardstick import Leaning, State, Yardstick
from forecasting.targets import Kind
from forecasting.verdicts import Verdict, verdict_of
from tests.forecasting.public_methods.conftest import CANON, DOWN, asked

SAYS = {
    "eurostat": eurostat.METHOD, "sdsn": sdsn.METHOD, "state_of_climate_action": state_of_climate_action.METHOD,
}  # fmt: skip


def said(name: str, leaning: Leaning, *, state: State = State.RATEABLE) -> Yardstick:
    method = SAYS[name]
    label = next((label for label, found in method.leanings.items() if found is leaning), None)
    return Yardstick(name, "1", label, {}, (), "2015 to 2020", state, None, (), "s", leaning=leaning)


def judged(p: float | None, verdict: Verdict | None = None) -> Assessment:
    shown = "" if p is None else f"{p:.0%}"
    found = verdict or (Verdict.NO_VERDICT if p is None else verdict_of(p))
    return Assessment("t", Kind.LEVEL, "s", date(2026, 1, 1), found, probability=p, probability_shown=shown)


def test_all_of_one_mind_need_no_reason() -> None:
    good = [said("eurostat", Leaning.ON_COURSE), said("sdsn", Leaning.ON_COURSE)]
    found = agreement(good, judged(0.8))
    assert found.agree is True
    assert found.sentence == (
        "Our judgement: on track (80%). All 2 public methods with an answer call it well on its way."
    )


def test_where_they_part_the_smaller_side_is_explained() -> None:
    found = agreement(
        [said("eurostat", Leaning.SHORT), said("sdsn", Leaning.ON_COURSE),
         said("state_of_climate_action", Leaning.SHORT)],
        judged(0.5),
    )  # fmt: skip
    assert found.agree is False
    assert (found.well, found.not_well) == (("sdsn",), ("eurostat", "state_of_climate_action"))
    assert "SDSN calls it well on its way; Eurostat and State of Climate Action do not." in found.sentence
    assert sdsn.METHOD.compares in found.sentence
    assert eurostat.METHOD.compares not in found.sentence


def test_against_our_side_each_dissenter_is_explained_and_so_are_we() -> None:
    found = agreement([said("eurostat", Leaning.ON_COURSE), said("sdsn", Leaning.ON_COURSE)], judged(0.1))
    assert found.agree is False
    assert eurostat.METHOD.compares in found.sentence
    assert sdsn.METHOD.compares in found.sentence
    assert "Ours asks something else" in found.sentence


def test_after_the_date_the_figure_for_it_counts_and_not_the_pace() -> None:
    found = agreement(
        [said("eurostat", Leaning.ON_COURSE, state=State.TARGET_EXPIRED)], judged(None, Verdict.MISSED)
    )
    assert "The date has passed" in found.sentence
    assert "Ours asks something else" not in found.sentence


def test_met_but_getting_worse_is_said_even_where_labels_do_not() -> None:
    found = agreement([said("eurostat", Leaning.ON_COURSE, state=State.MET_BUT_DETERIORATING)], judged(0.7))
    assert "getting worse, which these labels do not show" in found.sentence


@pytest.mark.parametrize(("p", "told"), [(0.55, True), (0.5, False), (0.45, False), (0.65, False)])
def test_more_likely_than_not_but_not_on_track_is_said(p: float, told: bool) -> None:
    answers = [
        said("eurostat", Leaning.SHORT), obr.judge(asked(CANON, target=12.0, way=DOWN), probability=p),
    ]  # fmt: skip
    assert ("By the OBR’s test" in agreement(answers, judged(p)).sentence) is told


def test_without_any_answer_there_is_no_agreement_and_the_reasons_stand() -> None:
    found = agreement([said("eurostat", Leaning.SILENT)], None)
    assert found.agree is None
    assert found.without_answer == ("eurostat",)
    assert found.sentence.startswith("There is no judgement of ours yet. No public method has an answer")


def test_every_label_of_every_method_leans_one_way_and_every_method_says_why_it_may_differ() -> None:
    for method in METHODS:
        assert method.compares.startswith("it ")
        assert not method.compares.endswith(".")
        for ladder in method.ladders[:1]:
            labels = {cut.label for cut in ladder.cuts} | {ladder.otherwise}
            if method.leanings and labels & set(method.leanings):
                assert labels <= set(method.leanings), method.name
