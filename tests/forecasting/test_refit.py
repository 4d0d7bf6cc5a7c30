"""The spread fitted anew: adopted where it helps beyond noise on series kept apart, left alone everywhere else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting.engine import DEFAULT, ENGINE_VERSION, forecast_batch
from forecasting.models.constants import FrequencyClass, panel_constants
from forecasting.models.history import History
from forecasting.own_constants import OwnConstants, engine_name, settings_of
from forecasting.past_forecasts import Origin
from forecasting.refit import Refit, Rule, refit
from forecasting.spread_fit import moved
from forecasting.width import TERMS

YEARLY = FrequencyClass.YEARLY
SHIPPED = panel_constants(YEARLY)
SMALL = Rule(least_series=60, least_in_fold=5, folds=3)


def walks(count: int, *, seed: int = 0, each: int = 1) -> list[Origin]:
    """Origins of random walks, the world in which the engine ought to be right."""
    rng = np.random.default_rng(seed)
    found = []
    for k in range(count):
        values = 100 + rng.normal(0, 1, 24 + each).cumsum()
        found += [
            Origin(f"s{k}", History(values[: 20 + e]), values[20 + e : 24 + e], "yearly") for e in range(each)
        ]
    return found


def narrowed(by: float) -> object:
    """The shipped constants with every range narrower by a factor."""
    width = SHIPPED.width.copy()
    width[TERMS.index("constant")] -= np.log(by)
    return replace(SHIPPED, width=width)


@pytest.fixture(scope="module")
def mended() -> Refit:
    return refit(walks(80, each=2), frequency=YEARLY, shipped=narrowed(3.0), rule=SMALL)  # type: ignore[arg-type]


def test_ranges_three_times_too_narrow_are_widened_and_adopted(mended: Refit) -> None:
    assert mended.adopted
    assert mended.series == 80
    assert mended.origins == 160
    assert 0.5 < mended.moves[0] + np.log(2.5) * mended.moves[1] < 1.6
    by_name = {item.measure: item for item in mended.comparisons}
    assert by_name["interval_95"].better
    assert by_name["off_80"].fitted < by_name["off_80"].shipped
    assert not any(item.worse for item in mended.comparisons)
    assert mended.constants is not None
    assert mended.constants.width[TERMS.index("constant")] > narrowed(3.0).width[TERMS.index("constant")]  # type: ignore[attr-defined]


def test_the_same_origins_give_the_same_constants_in_any_order(mended: Refit) -> None:
    origins = walks(80, each=2)
    order = np.random.default_rng(1).permutation(len(origins)).tolist()
    again = refit([origins[k] for k in order], frequency=YEARLY, shipped=narrowed(3.0), rule=SMALL)  # type: ignore[arg-type]
    assert again.adopted
    np.testing.assert_allclose(again.moves, mended.moves, atol=1e-4)
    twice = refit(origins, frequency=YEARLY, shipped=narrowed(3.0), rule=SMALL)  # type: ignore[arg-type]
    assert twice.moves == mended.moves


def test_too_few_series_change_nothing_and_say_so() -> None:
    found = refit(walks(30, each=4), frequency=YEARLY, shipped=SHIPPED)
    assert not found.adopted
    assert found.reason == "30 independent series; at least 200 are needed."
    assert found.constants is None
    assert found.moves == ()


def test_folds_that_hold_too_few_change_nothing() -> None:
    found = refit(walks(60), frequency=YEARLY, shipped=SHIPPED, rule=Rule(60, 40, 3))
    assert not found.adopted
    assert "fewer than 40" in found.reason


def test_constants_that_are_right_already_are_left_alone() -> None:
    """Fitted once, a second fit finds nothing better beyond noise to move to."""
    origins = walks(90, seed=5)
    first = refit(origins, frequency=YEARLY, shipped=narrowed(3.0), rule=SMALL)  # type: ignore[arg-type]
    assert first.constants is not None
    second = refit(origins, frequency=YEARLY, shipped=first.constants, rule=SMALL)
    # Of the scale: the tails of these walks are normal, thinner than any the prior lets one fit reach.
    assert np.abs(np.array(second.moves[:4])).max() < np.abs(np.array(first.moves[:4])).max() / 2


def test_other_seasons_and_refused_series_are_passed_over() -> None:
    good = walks(60)
    monthly = [
        replace(o, history=History(np.tile(o.history.values, 3), season=12)) for o in walks(10, seed=9)
    ]
    bad = [replace(o, history=History(np.full(10, np.inf))) for o in walks(10, seed=8)]
    found = refit([*good, *monthly, *bad], frequency=YEARLY, shipped=SHIPPED, rule=SMALL)
    assert found.origins == 60


def test_moves_of_nought_change_nothing() -> None:
    same = moved(SHIPPED, np.zeros(5))
    np.testing.assert_array_equal(same.width, SHIPPED.width)
    assert same.nu == pytest.approx(SHIPPED.nu)
    wider = moved(SHIPPED, np.array([np.log(2), 0, 0, 0, 0]))
    history = History(np.cumsum(np.random.default_rng(0).normal(0, 1, 20)))
    own = OwnConstants(YEARLY, ENGINE_VERSION, (float(np.log(2)), 0.0, 0.0, 0.0, 0.0))
    plain = forecast_batch([history], horizon=3)
    doubled = forecast_batch([history], horizon=3, engine=settings_of([own]))
    np.testing.assert_allclose(doubled.sigma1, 2 * plain.sigma1)
    np.testing.assert_array_equal(own.constants.width, wider.width)


def test_own_constants_have_a_version_and_hold_for_one_engine_only() -> None:
    own = OwnConstants(YEARLY, ENGINE_VERSION, (0.1, 0.0, 0.0, 0.0, 0.0))
    other = OwnConstants(YEARLY, ENGINE_VERSION, (0.2, 0.0, 0.0, 0.0, 0.0))
    old = OwnConstants(YEARLY, "another", (0.1, 0.0, 0.0, 0.0, 0.0))
    assert len({own.version, other.version, old.version}) == 3
    assert engine_name([]) == engine_name([old]) == ENGINE_VERSION == DEFAULT.version
    assert engine_name([own]).startswith(f"{ENGINE_VERSION}+own.")
    assert engine_name([own]) != engine_name([other])
    assert settings_of([old]) == DEFAULT
    assert settings_of([own]).version == engine_name([own])
