"""Challengers without a database: chosen by a person, searched among candidates, or tuned; and what cannot be."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.errors import HeadwayError
from forecasting.models.failures import UnknownModel
from forecasting.periods import Period
from forecasting.recalibration.calibration import Calibration, Spread
from forecasting.recalibration.challenge import CANDIDATES, challenge, search, tuned
from forecasting.recalibration.failures import ModelCannotFit, NothingLeft, TooFewToCompare
from forecasting.recalibration.origins import PastOrigin, origins_over_periods
from forecasting.series import Series
from tests.forecasting.recalibration.conftest import yearly

FAST = tuple(one for one in CANDIDATES if "ETS" not in one[0] and "Theta" not in one[0])


def test_origins_are_cut_by_periods_and_know_nothing_later(drifting: Series, past: list[PastOrigin]) -> None:
    assert [one.period.ordinal for one in past] == list(range(2005, 2021))
    for one in past:
        assert one.grid.latest == one.period
        place = one.period.ordinal - 1990
        assert one.origin.outcomes[0] == drifting.values[place + 1]
        assert len(one.origin.history.values) == place + 1


def test_a_chosen_challenger_counts_those_before_it(past: list[PastOrigin]) -> None:
    made = challenge(past, Calibration(models=("drift",)), tried_before=3)
    assert made.comparison.tried == 4
    assert made.searched == ()
    assert (made.comparison.choosing, made.comparison.confirming) == (8, 8)


def test_a_search_chooses_on_the_earlier_origins_alone(drifting: Series, past: list[PastOrigin]) -> None:
    made = search(past, candidates=FAST, tried_before=2)
    best = min(made.searched, key=lambda one: one.ratio or 9)
    assert made.calibration == best.calibration
    assert made.comparison.tried == 2 + len(FAST)
    # Another course after the first confirming origin leaves every choice as it is.
    first = next(row for row, used in enumerate(made.parts.confirming.tolist()) if used)
    known = drifting.values.tolist()[: past[first].period.ordinal - 1990 + 1]
    other = yearly([*known, *np.linspace(500, 900, len(drifting) - len(known)).tolist()])
    again = search(origins_over_periods(other, horizon=5, origins=16), candidates=FAST)
    assert {one.name: one.ratio for one in again.searched} == {one.name: one.ratio for one in made.searched}


def test_the_same_past_gives_the_same_challenger(past: list[PastOrigin]) -> None:
    one, two = (challenge(past, Calibration(spread=Spread(factor=1.2))).comparison for _ in range(2))
    assert one.measured == two.measured
    assert one.statement == two.statement


def test_a_spread_is_tuned_on_the_choosing_origins(past: list[PastOrigin]) -> None:
    far_too_wide = Calibration(spread=Spread(factor=3.0))
    assert tuned(past, far_too_wide).spread.factor == pytest.approx(3 * 0.7)


def test_a_break_in_the_past_makes_learning_since_then_better() -> None:
    rng = np.random.default_rng(8)
    before = 300 + 25 * np.arange(22) + rng.normal(0, 40, 22)
    after = 120 + rng.normal(0, 1.0, 22)
    series = yearly([*before.tolist(), *after.tolist()], first=1980)
    origins = origins_over_periods(series, horizon=3, origins=14)
    made = challenge(origins, Calibration(since=Period.parse("2002")))
    line = made.comparison.of("crps")
    assert line is not None
    assert made.improves
    assert line.difference.better


def test_what_cannot_be_compared_says_so(past: list[PastOrigin]) -> None:
    cases: list[tuple[type[HeadwayError], list[PastOrigin], Calibration]] = [
        (TooFewToCompare, past[:3], Calibration(models=("drift",))),
        (NothingLeft, past, Calibration(since=Period.parse("2019"))),
        (UnknownModel, past, Calibration(models=("oracle",))),
    ]
    for error, origins, calibration in cases:
        with pytest.raises(error) as refused:
            challenge(origins, calibration)
        assert refused.value.code == error.code
        assert refused.value.remedy


def test_origins_before_a_choice_takes_effect_compare_nothing(past: list[PastOrigin]) -> None:
    made = challenge(past, Calibration(since=Period.parse("2007")))
    used = [
        one.period.ordinal
        for one, why in zip(past, made.challenger_replay.scored.reasons, strict=True)
        if not why
    ]
    assert used == list(range(2011, 2021))
    excluded = challenge(past, Calibration(excluded=(Period.parse("2010"),)))
    whys = excluded.challenger_replay.scored.reasons
    assert [one.period.ordinal for one, why in zip(past, whys, strict=True) if not why] == list(
        range(2011, 2021)
    )


def test_a_search_without_an_answer_says_so(past: list[PastOrigin]) -> None:
    candidates = (("late", Calibration(since=Period.parse("2019"))),)
    with pytest.raises(ModelCannotFit):
        search(past, candidates=candidates)
