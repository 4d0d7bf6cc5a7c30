"""What is said of chances, gaps, outcomes: cautious, with unit and range, never a false 0% or 100%."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.assessment import (
    CURRENT_COURSE,
    Confidence,
    Gap,
    GapNow,
    Knowledge,
    Outcome,
    Range,
    Rates,
    Reason,
)
from forecasting.breaks import BreakKind
from forecasting.findings import Severity
from forecasting.indicators import Direction
from forecasting.periods import Period
from forecasting.targets import Comparator, Kind, TargetStatus
from forecasting.verdicts import Verdict
from service.board.case import Case
from service.board.english import aims, board, chances, charting, findings, gaps, labels, target_page
from service.board.english.quantities import Quantities
from service.board.english.units import unit_of
from service.board.rows import MARKS

POINTS = Quantities(unit_of("percent"), 1)
MEGATONNES = Quantities(unit_of("MtCO2e"), 1)
MAY = Period.parse("2026-05")


@pytest.mark.parametrize(
    ("value", "low", "high", "wants", "kind", "headline", "spread"),
    [
        (23.9, 3.0, 43.8, Direction.INCREASE, Kind.LEVEL, "About 24 points short", "3 to 44 points short"),
        (-5.0, -9.0, 2.0, Direction.INCREASE, Kind.LEVEL, "About 5 points above", "9 points above to 2 points short"),
        (8.0, 5.0, 11.0, Direction.DECREASE, Kind.LEVEL, "About 8 points over", "5 to 11 points over"),
        (-3.0, -5.0, -1.0, Direction.DECREASE, Kind.LEVEL, "About 3.0 points below", "1.0 to 5.0 points below"),
        (0.01, -3.0, 3.0, Direction.INCREASE, Kind.LEVEL, "About level with the target", "3.0 points above to 3.0 points short"),
    ],
)  # fmt: skip
def test_gaps_are_told_without_signs(
    value: float, low: float, high: float, wants: Direction, kind: Kind, headline: str, spread: str
) -> None:
    gap = Gap(value, Range(low, high))
    said = {"quantities": POINTS, "wants": wants, "kind": kind}
    assert gaps.headline(gap, **said) == headline  # type: ignore[arg-type]
    assert gaps.likely(Range(low, high), step=gaps.grid(gap), **said) == spread  # type: ignore[arg-type]


def test_a_cap_has_an_inside() -> None:
    gap = Gap(-130.0, Range(-350.0, 95.0))
    said = {"quantities": MEGATONNES, "wants": Direction.DECREASE, "kind": Kind.CUMULATIVE_CAP}
    assert gaps.headline(gap, **said) == "About 130 Mt inside"  # type: ignore[arg-type]
    assert gaps.likely(gap.likely or Range(0, 0), step=10, **said) == "350 Mt inside to 100 Mt over"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "wants", "kind", "illustrative", "text"),
    [
        (0.5, Direction.INCREASE, Kind.LEVEL, False, "0.5 points below the path"),
        (-1.0, Direction.INCREASE, Kind.LEVEL, True, "1.0 points above an even path"),
        (2.0, Direction.DECREASE, Kind.LEVEL, False, "2.0 points above the path"),
        (3.0, Direction.INCREASE, Kind.CUMULATIVE_SUM, True, "3.0 points behind an even path"),
        (-3.0, Direction.DECREASE, Kind.CUMULATIVE_CAP, True, "3.0 points under an even path"),
        (0.0, Direction.INCREASE, Kind.LEVEL, False, "on the path"),
    ],
)
def test_the_gap_now_is_measured_on_the_path(
    value: float, wants: Direction, kind: Kind, illustrative: bool, text: str
) -> None:
    gap = GapNow(MAY, 60.0, 60.0 + value, value, illustrative=illustrative)
    assert gaps.now(gap, quantities=POINTS, wants=wants, kind=kind) == text


@pytest.mark.parametrize(
    ("id_", "words", "number", "low", "high"),
    [
        ("off", "About 1 in 14", "7%", 0.07, 0.07),
        ("homes", "Less than 1 in 10", "under 10%", 0.0, 0.1),
        ("sure", "More than 9 in 10", "over 90%", 0.9, 1.0),
        ("range", "Between less than 1 in 10 and 1 in 3", "under 10% to 33%", 0.05, 0.33),
        ("certain", "Certain", "100%", 1.0, 1.0),
    ],
)
def test_chances_are_words_first(
    case_for: Callable[..., Case], id_: str, words: str, number: str, low: float, high: float
) -> None:
    chance = case_for(id_).chance
    assert chance is not None
    assert (chance.words, chance.number, chance.low, chance.high) == (words, number, low, high)


@pytest.mark.parametrize("id_", ["met", "missed", "awaiting", "none", "blank", "ended", "never"])
def test_there_is_no_chance_where_there_is_none_to_give(case_for: Callable[..., Case], id_: str) -> None:
    assert case_for(id_).chance is None


@given(st.floats(0, 1))
def test_no_percentage_is_ever_0_or_100(p: float) -> None:
    assert chances.percent(p) not in ("0%", "100%")


def test_other_chances_are_said_no_more_finely_than_the_headline(case_for: Callable[..., Case]) -> None:
    fine, coarse = case_for("off").chance, case_for("homes").chance
    assert chances.as_finely(0.03, fine) == "3%"
    assert chances.as_finely(0.03, coarse) == "under 10%"
    assert chances.as_finely(0.97, fine) == "over 90%"
    assert chances.as_finely(0.4, coarse) == "40%"


@pytest.mark.parametrize(
    ("before", "now", "points", "text"),
    [
        ("12%", "7%", -5, "Chance down 5 points since May (12% to 7%)."),
        ("6%", "7%", 1, "Chance up 1 point since May (6% to 7%)."),
        ("under 10%", "under 10%", 0, "No change since May: still under 10%."),
        ("7%", "7%", 0, "No change since May."),
        ("under 10%", "20%", 13, "Chance was under 10% on May and is 20% now."),
    ],
)
def test_a_move_is_told_by_what_was_printed(before: str, now: str, points: int, text: str) -> None:
    assert chances.moved(before, now, points=points, since="May") == text


@pytest.mark.parametrize(
    ("wants", "kind", "required", "value", "text"),
    [
        (Direction.INCREASE, Kind.LEVEL, 65.0, 65.3, "65.3% in May 2026, 0.3 points above the target."),
        (Direction.INCREASE, Kind.LEVEL, 92.0, 64.9, "64.9% in May 2026, 27 points short of the target."),
        (Direction.DECREASE, Kind.LEVEL, 1.0, 1.3, "1.3% in May 2026, 0.3 points above the target."),
        (
            Direction.DECREASE,
            Kind.CUMULATIVE_CAP,
            50.0,
            48.0,
            "48.0% by May 2026, 2.0 points inside the target.",
        ),
        (Direction.INCREASE, Kind.LEVEL, 65.0, 65.0, "65.0% in May 2026, level with the target."),
        (Direction.INCREASE, Kind.ALL_OF, None, 0.0, "Missed in May 2026."),
    ],
)
def test_outcomes_say_what_happened_and_by_how_much(
    wants: Direction, kind: Kind, required: float | None, value: float, text: str
) -> None:
    found = Outcome(MAY, value, met=False)
    assert findings.outcome(found, required=required, wants=wants, kind=kind, quantities=POINTS) == text


@pytest.mark.parametrize(
    ("rates", "wants", "kind", "text"),
    [
        (Rates(9.3, 5.2), Direction.INCREASE, Kind.LEVEL, "The target takes 1.8 times the recent pace"),
        (Rates(9.3, -0.5), Direction.INCREASE, Kind.LEVEL, "The recent pace goes the other way"),
        (Rates(5.0, 6.0), Direction.INCREASE, Kind.LEVEL, "The recent pace would be enough"),
        (Rates(-5.0, -2.0), Direction.DECREASE, Kind.LEVEL, "The target takes 2.5 times the recent pace"),
        (Rates(5.0, 0.0), Direction.INCREASE, Kind.LEVEL, "There has been no progress lately"),
        (Rates(1.0, 2.0), Direction.DECREASE, Kind.LEVEL, "The latest figure is already where the target asks it to be"),
        (Rates(340.0, 370.0), Direction.DECREASE, Kind.CUMULATIVE_CAP, "The recent yearly level is more than what is left allows"),
        (Rates(340.0, 300.0), Direction.DECREASE, Kind.CUMULATIVE_CAP, "The recent yearly level fits inside what is left"),
    ],
)  # fmt: skip
def test_pace_is_a_finding(rates: Rates, wants: Direction, kind: Kind, text: str) -> None:
    assert target_page.pace_title(rates, wants=wants, manner=kind) == text


def test_what_is_asked_is_told_in_words() -> None:
    said = {c: aims.asks(c, 92.0, upper=95.0, quantities=POINTS) for c in Comparator}
    assert said == {
        Comparator.AT_LEAST: "at least 92%",
        Comparator.ABOVE: "more than 92%",
        Comparator.AT_MOST: "no more than 92%",
        Comparator.BELOW: "less than 92%",
        Comparator.BETWEEN: "between 92% and 95%",
    }


def test_the_headline_of_a_target_is_one_cautious_sentence_after_another(
    case_for: Callable[..., Case],
) -> None:
    said = "".join(text for text, _ in target_page.say(case_for("off")))
    assert said == (
        "On the current course the chance of reaching at least 92% in March 2029 is about 1 in 14. "
        "About 68% is expected, about 24 points short. The likely range is 3 to 44 points short."
    )
    homes = "".join(text for text, _ in target_page.say(case_for("homes")))
    assert homes.startswith(
        "On the current course the chance of adding up to at least 1.5 million homes by 31 August 2029 is less than 1 in 10."
    )
    assert "will" not in (said + homes).split()


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        (
            {"on_track": 3, "off_track": 5, "uncertain": 1},
            "Three of the nine targets that can be judged are on track",
        ),
        ({"on_track": 1, "off_track": 1}, "One of the two targets that can be judged is on track"),
        ({"off_track": 2}, "None of the two targets that can be judged are on track"),
        ({"on_track": 4}, "All of the four targets that can be judged are on track"),
        ({"off_track": 1}, "The one target that can be judged is off track"),
        ({"met": 1, "missed": 3}, "One of the four targets decided was met"),
        ({"missed": 1}, "The target was missed"),
        ({"no_verdict": 5}, "None of these targets can be judged"),
    ],
)
def test_the_headline_of_the_board_counts(counts: dict[str, int], text: str) -> None:
    assert board.headline({Verdict(name): number for name, number in counts.items()}) == text


def test_no_sentence_begins_with_a_figure() -> None:
    said = board.lead(
        {
            Verdict.ON_TRACK: 3,
            Verdict.OFF_TRACK: 15,
            Verdict.NO_VERDICT: 37,
            Verdict.MET: 11,
            Verdict.MISSED: 20,
        },
        {Reason.NO_DATA: 12, Reason.TOO_SHORT: 9, None: 16},
        proxies=14,
    )
    sentences = said.rstrip(".").split(". ")
    assert len(sentences) == 4
    assert not any(sentence[0].isdigit() for sentence in sentences)


def test_why_targets_cannot_be_judged_adds_up() -> None:
    reasons = {Reason.NO_DATA: 12, Reason.TOO_SHORT: 9, Reason.NO_TARGET_SET: 5, Reason.NO_METRIC: 4, None: 7}
    said = board.lead({Verdict.NO_VERDICT: 37}, reasons, proxies=0)
    assert said == (
        "A further 37 cannot be judged: 12 have no figures, nine have too few figures, five have no number set and 11 have "
        "other reasons."
    )
    one = board.lead({Verdict.NO_VERDICT: 3}, {Reason.NO_DATA: 2, None: 1}, proxies=0)
    assert one.endswith("two have no figures and one has another reason.")


def test_everything_that_can_happen_has_words() -> None:
    assert set(findings.REASONS) == set(Reason)
    assert set(MARKS) == set(Verdict)
    assert set(labels.STATUS) == set(TargetStatus)
    assert set(labels.CONFIDENCE) == set(Confidence)
    assert set(labels.KNOWLEDGE) == set(Knowledge)
    assert set(labels.SEVERITY) == set(Severity)
    assert all(charting.cause(kind, MAY) for kind in BreakKind)
    assert all(target_page.kind(kind) for kind in Kind)


def test_beside_every_chance_stands_what_it_leaves_out() -> None:
    assert "excludes announced policy" in labels.EXCLUDES
    assert "excludes announced policy" in labels.COLUMN_CHANCE_NOTE
    assert "excludes announced policy" in CURRENT_COURSE


def test_a_counter_is_spoken_of_as_a_total(case_for: Callable[..., Case]) -> None:
    case = case_for("off")
    assert case.indicator is not None
    counter = replace(case, indicator=replace(case.indicator, monotone=True))
    assert counter.manner is Kind.CUMULATIVE_SUM
    assert case.manner is Kind.LEVEL


@pytest.mark.parametrize(
    ("shown", "stretch"),
    [
        ("7%", (0.07, 0.07)),
        ("under 10%", (0.0, 0.10)),
        ("over 90%", (0.90, 1.0)),
        ("under 10% to 33%", (0.0, 0.33)),
        ("76% to over 90%", (0.76, 1.0)),
    ],
)
def test_what_a_printed_chance_tells_of(shown: str, stretch: tuple[float, float]) -> None:
    assert chances.told(shown, 0.07) == stretch
