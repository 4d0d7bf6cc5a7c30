"""What a family is given to fit, and what it may hand back."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.models.failures import ModelFailed
from forecasting.models.history import Floats, History
from forecasting.models.window import Window


def window(values: Floats, longest: int = 400) -> Window:
    return Window.of(History(values), model="test", least=3, longest=longest)


def test_leading_gaps_go_and_an_open_end_is_counted() -> None:
    found = window(np.array([np.nan, np.nan, 5.0, np.nan, 7.0, 6.0, np.nan]))
    assert (found.first, found.ahead, len(found), found.observed) == (2, 1, 4, 3)
    assert found.unit == 1.5
    np.testing.assert_allclose(found.standard, [0, np.nan, 2 / 1.5, 1 / 1.5])
    np.testing.assert_allclose(found.bridged(), [5, 6, 7, 6])


def test_only_so_much_of_the_past_is_read() -> None:
    found = window(np.arange(100.0), longest=30)
    assert (found.first, len(found)) == (70, 30)


def test_a_prediction_is_put_back_into_the_unit_and_starts_after_the_open_end() -> None:
    found = window(np.array([10.0, 12.0, 14.0, np.nan]))
    back = found.prediction(np.array([3.0, 4.0, 5.0]), np.array([0.5, 1.0, 1.5]), standard=True)
    np.testing.assert_allclose(back.location, [18, 20])
    np.testing.assert_allclose(back.spread, [2, 3])


@pytest.mark.parametrize(
    ("location", "spread", "reason"),
    [
        ([np.nan, 1.0], [1.0, 1.0], "not_finite"),
        ([1.0, 1.0], [1.0, np.inf], "not_finite"),
        ([1.0, 1.0], [1.0, -1.0], "not_finite"),
        ([1.0, 1e7], [1.0, 1.0], "diverged"),
        ([-500.0, 0.0], [1.0, 1.0], "diverged"),
    ],
)
def test_a_silent_nan_and_a_runaway_are_failures(
    location: list[float], spread: list[float], reason: str
) -> None:
    found = window(np.array([1.0, 2.0, 1.5, 2.5]))
    with pytest.raises(ModelFailed) as caught:
        found.prediction(np.array(location), np.array(spread), standard=False)
    assert caught.value.reason == reason


def test_a_trend_as_steep_as_ever_seen_is_no_runaway() -> None:
    found = window(np.arange(20.0))
    ahead = np.arange(20.0, 80.0)
    assert found.prediction(ahead, np.ones(60), standard=False).location[-1] == 79.0
