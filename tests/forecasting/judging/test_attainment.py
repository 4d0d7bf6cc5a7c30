"""When a target is first reached: a distribution, and the chance of never (METHODS, 4.2)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.judging.attainment import first_passage
from forecasting.periods import Period


def months(count: int) -> list[Period]:
    start = Period.parse("2026-01")
    return [start + k for k in range(count)]


def test_the_first_period_in_which_it_holds_counts_whatever_follows() -> None:
    met = np.array([[0, 1, 0, 0], [0, 0, 0, 1], [1, 1, 1, 1], [0, 0, 0, 0]], dtype=bool)
    found = first_passage(met, months(4), steps_per_year=1)
    assert [round(p, 2) for _, p in found.by_period] == [0.25, 0.5, 0.5, 0.75]
    assert found.never == 0.25
    assert found.horizon == months(4)[-1]
    assert str(found.quantiles[0.25]) == "2026-01"
    assert str(found.quantiles[0.5]) == "2026-02"
    assert str(found.quantiles[0.75]) == "2026-04"
    assert found.quantiles[0.9] is None


def test_one_point_a_year_in_the_season_of_the_last_period() -> None:
    met = np.zeros((10, 30), dtype=bool)
    found = first_passage(met, months(30), steps_per_year=12)
    assert [str(p) for p, _ in found.by_period] == ["2026-06", "2027-06", "2028-06"]
    assert found.never == 1.0
    assert set(found.quantiles.values()) == {None}


@settings(derandomize=True, max_examples=80)
@given(st.integers(1, 40), st.integers(1, 60), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_the_distribution_is_the_share_reached_and_what_is_left_is_never(
    draws: int, horizon: int, rate: float, seed: int
) -> None:
    met = np.random.default_rng(seed).random((draws, horizon)) < rate / horizon
    found = first_passage(met, months(horizon), steps_per_year=1)
    shares = [p for _, p in found.by_period]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(met.any(axis=1).mean())
    assert found.never == pytest.approx(1 - shares[-1])
    by = dict(found.by_period)
    for q, period in found.quantiles.items():
        if period is None:
            assert shares[-1] < q
        else:
            assert by[period] >= q
            assert period == months(horizon)[0] or by[period - 1] < q
    dates = [p for p in found.quantiles.values() if p is not None]
    assert dates == sorted(dates)
