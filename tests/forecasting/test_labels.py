"""Label sets: v1 as the policy states it, files of one's own, errors of both kinds, hysteresis."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.assessment import Assessment
from forecasting.findings import Finding, FindingCode, Severity
from forecasting.label_errors import errors_of, shipped
from forecasting.labelling import (
    label_of,
    rests_on_few,
    telling_history,
    told,
    verdict_under,
    words_under,
    worth_telling,
)
from forecasting.labels import (
    LabelSet,
    LabelSetInvalid,
    Verdict,
    label_set_document,
    label_set_of,
    standard,
)
from forecasting.targets import Kind
from forecasting.verdicts import LABEL_SET, verdict_of
from service.operations.label_errors_file import FILE, with_errors

FIXED = settings(derandomize=True, max_examples=200)
P = st.floats(0, 1)
HALVES: dict[str, Any] = {
    "id": "halves",
    "version": 3,
    "title": "More likely than not",
    "labels": [
        {
            "label": "likely",
            "words": "More likely than not",
            "verdict": "on_track",
            "from": 0.5,
            "strict": True,
        },
        {"label": "unlikely", "words": "Not more likely than not", "verdict": "off_track", "from": 0},
    ],
    "settled": {"met": "Achieved"},
    "telling_margin": 0.05,
}


def judged(p: float | None, verdict: Verdict | None = None, **more: Any) -> Assessment:
    said = verdict or (Verdict.NO_VERDICT if p is None else verdict_of(p))
    return Assessment("t", Kind.LEVEL, "s", date(2026, 1, 1), said, probability=p, **more)


# ------------------------------------------------------------------------------------- set v1


def test_v1_is_what_the_policy_states() -> None:
    v1 = standard()
    assert (v1.id, v1.cuts) == (LABEL_SET, (0.6, 0.4)) == ("v1", (0.6, 0.4))
    assert [one.verdict for one in v1.labels] == [Verdict.ON_TRACK, Verdict.UNCERTAIN, Verdict.OFF_TRACK]
    assert not any(one.strict for one in v1.labels)
    for verdict in Verdict:
        p = {"on_track": 0.9, "uncertain": 0.5, "off_track": 0.1}.get(verdict.value)
        assert v1.words(verdict, p) == verdict.words


@FIXED
@given(p=P, short=st.booleans())
def test_every_probability_has_one_label_and_a_higher_one_never_a_worse(p: float, short: bool) -> None:
    order = [Verdict.OFF_TRACK, Verdict.UNCERTAIN, Verdict.ON_TRACK]
    for labels in (standard(), label_set_of(HALVES)):
        here, above = (labels.label(x, short_data=short) for x in (p, min(p + 0.01, 1.0)))
        assert order.index(here.verdict) <= order.index(above.verdict)


def test_a_set_is_read_back_as_it_was_written() -> None:
    for labels in (standard(), label_set_of(HALVES)):
        assert label_set_of(json.loads(json.dumps(label_set_document(labels)))) == labels


# --------------------------------------------------------------------------- sets of one's own


def test_a_strict_cut_leaves_the_value_itself_below_and_noise_decides_nothing() -> None:
    halves = label_set_of(HALVES)
    assert halves.label(0.5).label == halves.label(0.5 + 1e-12).label == "unlikely"
    assert halves.label(0.5000001).label == "likely"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"id": "My Set"}, "id"),
        ({"id": ""}, "id"),
        ({"version": 0}, "version"),
        ({"version": "1"}, "version"),
        ({"version": True}, "version"),
        ({"title": " "}, "title"),
        ({"labels": []}, "labels"),
        ({"labels": HALVES["labels"][:1]}, "labels"),
        ({"labels": HALVES["labels"][::-1]}, "labels"),
        ({"labels": [HALVES["labels"][0], HALVES["labels"][1] | {"from": 0.1}]}, "labels"),
        ({"labels": [HALVES["labels"][0] | {"from": 0.333}, HALVES["labels"][1]]}, "labels[0].from"),
        ({"labels": [HALVES["labels"][0] | {"from": 1.5}, HALVES["labels"][1]]}, "labels[0].from"),
        ({"labels": [HALVES["labels"][0] | {"from": float("nan")}, HALVES["labels"][1]]}, "labels[0].from"),
        ({"labels": [HALVES["labels"][0] | {"verdict": "met"}, HALVES["labels"][1]]}, "labels[0].verdict"),
        ({"labels": [HALVES["labels"][0] | {"label": "unlikely"}, HALVES["labels"][1]]}, "labels"),
        (
            {
                "labels": [
                    HALVES["labels"][0] | {"verdict": "off_track"},
                    HALVES["labels"][1] | {"verdict": "on_track"},
                ]
            },
            "labels",
        ),
        ({"settled": {"on_track": "Fine"}}, "settled"),
        ({"few_figures": {"label": "maybe", "from": 0.1, "to": 0.9}}, "few_figures"),
        ({"few_figures": {"label": "likely", "from": 0.9, "to": 0.1}}, "few_figures"),
        ({"telling_margin": -0.1}, "telling_margin"),
        ({"tresholds": 1}, "a field"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place_and_a_remedy(
    change: Mapping[str, Any], named: str
) -> None:
    with pytest.raises(LabelSetInvalid) as caught:
        label_set_of({**HALVES, **change})
    assert caught.value.field == named
    assert caught.value.remedy


@pytest.mark.parametrize("document", [None, [], "v1", 3])
def test_what_is_no_set_at_all_is_refused(document: object) -> None:
    with pytest.raises(LabelSetInvalid):
        label_set_of(document)


# --------------------------------------------------------------------- a function of the judgement


def test_a_settled_or_unjudged_target_keeps_its_verdict_in_any_set() -> None:
    halves = label_set_of(HALVES)
    for verdict in (
        Verdict.MET,
        Verdict.MISSED,
        Verdict.BREACHED,
        Verdict.AWAITING_OUTCOME,
        Verdict.NO_VERDICT,
    ):
        for p in (None, 0.9):
            found = judged(p, verdict)
            assert (label_of(found, halves), verdict_under(found, halves)) == (None, verdict)
    assert words_under(judged(None, Verdict.MET), halves) == "Achieved"
    assert words_under(judged(None, Verdict.MISSED), halves) == "Missed"
    assert label_of(judged(1.0, Verdict.MET, certain=True), halves) is None


@FIXED
@given(p=P)
def test_by_the_set_it_was_judged_by_a_judgement_keeps_its_verdict(p: float) -> None:
    found = judged(p)
    assert verdict_under(found, standard()) is found.verdict
    short = judged(p, verdict_of(p, short_data=True))
    assert verdict_under(short, standard()) is short.verdict


def test_few_figures_are_known_by_the_finding_or_by_the_verdict() -> None:
    said = (Finding(FindingCode.SHORT, "Three figures.", Severity.CAUTION),)
    assert rests_on_few(judged(0.5, findings=said))
    assert rests_on_few(judged(0.8, Verdict.UNCERTAIN))
    assert not rests_on_few(judged(0.5))
    assert not rests_on_few(judged(0.8))


# ------------------------------------------------------------------------------------- hysteresis


def v(*probabilities: float, margin: float = 0.03) -> list[str]:
    return [one.label for one in telling_history(probabilities, replace(standard(), telling_margin=margin))]


def test_a_change_is_told_once_it_is_past_the_cut_by_the_margin() -> None:
    assert v(0.39, 0.41, 0.425, 0.43) == ["off_track", "off_track", "off_track", "uncertain"]
    assert v(0.41, 0.39, 0.375, 0.37) == ["uncertain", "uncertain", "uncertain", "off_track"]
    assert v(0.61, 0.58, 0.5699) == ["on_track", "on_track", "uncertain"]


def test_a_leap_over_a_whole_label_is_told_by_the_cut_it_left_first() -> None:
    assert v(0.2, 0.61) == ["off_track", "on_track"]
    assert v(0.9, 0.1) == ["on_track", "off_track"]


def test_to_and_fro_about_a_cut_is_told_once_or_never() -> None:
    assert len(set(v(*[0.59, 0.61] * 10))) == 1
    assert v(0.7, *[0.59, 0.61] * 5) == ["on_track"] * 11


@FIXED
@given(history=st.lists(P, min_size=1, max_size=12))
def test_without_a_margin_the_label_told_is_the_label(history: list[float]) -> None:
    assert v(*history, margin=0.0) == [standard().label(p).label for p in history]


@FIXED
@given(history=st.lists(P, min_size=1, max_size=12))
def test_what_is_told_is_never_further_from_the_label_than_the_margin(history: list[float]) -> None:
    for p, label in zip(history, telling_history(history, standard()), strict=True):
        near = {standard().label(min(max(p + step, 0), 1)).label for step in (-0.0301, 0, 0.0301)}
        assert label.label in near


def test_hysteresis_changes_no_label() -> None:
    before = standard().label(0.39)
    assert told(before, 0.41, standard()).label == "off_track"
    assert standard().label(0.41).label == "uncertain"


@pytest.mark.parametrize(
    ("previous", "now", "probability", "expected"),
    [
        (Verdict.OFF_TRACK, Verdict.UNCERTAIN, 0.41, False),
        (Verdict.OFF_TRACK, Verdict.UNCERTAIN, 0.44, True),
        (Verdict.OFF_TRACK, Verdict.OFF_TRACK, 0.30, False),
        (Verdict.OFF_TRACK, Verdict.MISSED, None, True),
        (Verdict.NO_VERDICT, Verdict.OFF_TRACK, 0.39, True),
        (Verdict.MET, Verdict.MET, None, False),
        (Verdict.ON_TRACK, Verdict.BREACHED, 0.2, True),
    ],
)
def test_what_is_settled_is_always_told_and_live_labels_by_the_margin(
    previous: Verdict, now: Verdict, probability: float | None, expected: bool
) -> None:
    last = standard().label(0.39) if previous.is_live else None
    assert (
        worth_telling(previous, now, last_told=last, probability=probability, labels=standard()) is expected
    )


# ----------------------------------------------------------------------------- what labels were worth

RECORD = {
    "classes": {
        "yearly": [
            {"from": 1, "to": 2, "series": 120, "said": [[10, 100, 5], [39, 20, 9], [40, 10, 4], [60, 50, 30], [99, 40, 40]]},
            {"from": 3, "to": 4, "series": 0, "said": []},
        ]
    }
}  # fmt: skip


def test_errors_are_counted_as_they_are_defined() -> None:
    (found,) = errors_of(standard(), RECORD)
    assert (found.targets, found.met, found.series, found.believed) == (220, 88, 120, True)
    assert found.false_alarm == pytest.approx(14 / 120, abs=5e-5)
    assert found.missed_alarm == pytest.approx(20 / 90, abs=5e-5)
    assert found.false_alarm_of_met == pytest.approx(14 / 88, abs=5e-5)
    assert found.missed_alarm_of_missed == pytest.approx(20 / 132, abs=5e-5)
    assert [(one.label, one.said, one.met) for one in found.counts] == [
        ("on_track", 90, 70), ("uncertain", 10, 4), ("off_track", 120, 14),
    ]  # fmt: skip


def test_what_was_never_said_has_no_error() -> None:
    never = label_set_of({**HALVES, "labels": [HALVES["labels"][0] | {"from": 1.0}, HALVES["labels"][1]]})
    (found,) = errors_of(never, RECORD)
    assert found.missed_alarm is None
    assert found.false_alarm is not None


def test_a_stricter_set_has_fewer_of_one_error_and_more_of_the_other() -> None:
    def at(cut: float) -> LabelSet:
        return label_set_of({**HALVES, "labels": [HALVES["labels"][0] | {"from": cut}, HALVES["labels"][1]]})

    for easy, hard in zip(errors_of(at(0.4)), errors_of(at(0.8)), strict=True):
        assert (hard.missed_alarm_of_missed or 0) <= (easy.missed_alarm_of_missed or 0)
        assert (hard.false_alarm_of_met or 0) >= (easy.false_alarm_of_met or 0)


def test_the_record_that_ships_counts_every_probability_once() -> None:
    for rows in shipped()["classes"].values():
        for row in rows:
            percents = [percent for percent, _, _ in row["said"]]
            assert percents == sorted(set(percents))
            assert all(0 <= met <= said for _, said, met in row["said"])


def test_the_file_of_v1_holds_what_the_record_gives() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert with_errors(text) == text, "run: python -m service.operations.label_errors_file"
