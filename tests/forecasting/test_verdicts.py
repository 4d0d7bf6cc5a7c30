"""Labels of set v1, phrases of the yardstick, chances in plain English (policy, sections 3 and 10)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.verdicts import LABEL_SET, Verdict, chance_in_words, likelihood, verdict_of

FIXED = settings(derandomize=True, max_examples=200)
P = st.floats(0, 1)


@pytest.mark.parametrize(
    ("probability", "verdict"),
    [
        (1.0, "on_track"), (0.60, "on_track"), (0.6 - 1e-12, "on_track"), (0.1 + 0.2 + 0.3, "on_track"),
        (0.599999, "uncertain"), (0.5, "uncertain"), (0.40, "uncertain"), (0.4 - 1e-12, "uncertain"),
        (0.399999, "off_track"), (0.0, "off_track"),
    ],
)  # fmt: skip
def test_both_sides_of_each_threshold(probability: float, verdict: str) -> None:
    assert verdict_of(probability) == verdict


@pytest.mark.parametrize(
    ("probability", "verdict"),
    [
        (0.9, "uncertain"), (0.9000001, "on_track"), (0.1, "uncertain"), (0.0999999, "off_track"),
        (0.7, "uncertain"), (0.2, "uncertain"), (0.9 + 1e-12, "uncertain"),
    ],
)  # fmt: skip
def test_a_series_of_three_or_four_points_is_uncertain_unless_it_is_nearly_sure(
    probability: float, verdict: str
) -> None:
    assert verdict_of(probability, short_data=True) == verdict


def test_the_label_set_is_the_declared_one() -> None:
    assert LABEL_SET == "v1"
    assert {str(v) for v in Verdict} == {
        "on_track", "uncertain", "off_track", "met", "missed", "breached", "awaiting_outcome", "no_verdict",
    }  # fmt: skip
    assert Verdict.AWAITING_OUTCOME.words == "Awaiting outcome"


@FIXED
@given(P, P, st.booleans())
def test_a_likelier_target_never_has_a_worse_verdict(one: float, other: float, short: bool) -> None:
    order = [Verdict.OFF_TRACK, Verdict.UNCERTAIN, Verdict.ON_TRACK]
    low, high = sorted((one, other))
    ranks = [order.index(verdict_of(p, short_data=short)) for p in (low, high)]
    assert ranks == sorted(ranks)


@FIXED
@given(P, P)
def test_a_likelier_target_never_has_a_weaker_phrase(one: float, other: float) -> None:
    order = [
        "remote_chance", "highly_unlikely", "unlikely", "realistic_possibility", "likely", "highly_likely",
        "almost_certain",
    ]  # fmt: skip
    low, high = sorted((one, other))
    ranks = [order.index(likelihood(p).term) for p in (low, high)]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("percent", "term"),
    [
        (7.5, "highly_unlikely"), (22.5, "unlikely"), (37.5, "realistic_possibility"),
        (52.5, "realistic_possibility"), (77.5, "likely"), (92.5, "highly_likely"),
    ],
)  # fmt: skip
def test_the_middle_of_a_gap_takes_the_less_extreme_phrase(percent: float, term: str) -> None:
    found = likelihood(percent / 100)
    assert found.term == term
    assert found.in_gap


@pytest.mark.parametrize("probability", [-0.01, 1.01])
def test_what_is_no_probability_has_no_phrase(probability: float) -> None:
    with pytest.raises(ValueError, match="not a probability"):
        likelihood(probability)


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.0, "less than 1 in 1,000"), (0.0009, "less than 1 in 1,000"), (0.001, "about 1 in 1,000"),
        (0.0123, "about 1 in 80"), (0.07, "about 1 in 14"), (0.1, "about 1 in 10"), (0.5, "about 1 in 2"),
        (0.75, "about 3 in 4"), (0.625, "about 5 in 8"), (0.9, "about 9 in 10"), (0.99, "about 99 in 100"),
        (0.9995, "more than 999 in 1,000"), (1.0, "more than 999 in 1,000"),
    ],
)  # fmt: skip
def test_a_chance_in_words(probability: float, words: str) -> None:
    assert chance_in_words(probability) == words


@FIXED
@given(st.floats(0.001, 0.999))
def test_a_chance_in_words_is_near_the_chance_and_never_none_or_all(p: float) -> None:
    words = chance_in_words(p).removeprefix("about ").replace(",", "")
    top, bottom = (int(part) for part in words.split(" in "))
    assert 0 < top < bottom
    assert abs(top / bottom - p) < 0.07
    nearer_extreme = min(p, 1 - p)
    assert abs(top / bottom - p) <= 0.35 * nearer_extreme
