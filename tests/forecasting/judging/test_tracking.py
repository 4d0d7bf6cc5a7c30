"""The rows of a target's chart, and the treatments declared beside the headline."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from forecasting.breaks import Exceptional
from forecasting.indicators import Indicator
from forecasting.judging.tracking import SHOWN, fan, measured_track, projection, shown_quantiles
from forecasting.judging.treatments import DEFAULT, TREATMENTS, Scale
from forecasting.margins import LEVELS, Margins
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.trajectories import Waypoint, decimal_year, trajectory

START = Period.parse("2020")
SERIES = Series.of(
    Indicator("x"), [(START + k, 50.0 + k) for k in (0, 1, 3)], statuses=["final", "final", "provisional"]
)
PATH = trajectory(
    [Waypoint(decimal_year((START + 1).end), 51.0), Waypoint(decimal_year((START + 5).end), 71.0)]
)
MARGINS = Margins(norm.ppf(LEVELS, 60, 5)[None, :] + np.array([[0.0], [2.0]]))


def test_history_knows_its_status_the_path_and_what_was_left_out() -> None:
    rows = measured_track(SERIES, PATH, first_step=1, set_aside=frozenset({3}))
    assert [str(row.period) for row in rows] == ["2020", "2021", "2023"]
    assert [row.actual for row in rows] == [50.0, 51.0, 53.0]
    assert [row.status for row in rows] == ["final", "final", "provisional"]
    assert [row.comparable for row in rows] == [False, True, True]
    assert [row.set_aside for row in rows] == [False, False, True]
    assert rows[0].required is None
    assert rows[1].required == pytest.approx(51.0)
    assert rows[2].required == pytest.approx(61.0, abs=0.02)
    assert all(row.quantiles == () for row in rows)
    assert all(row.required is None for row in measured_track(SERIES, None))


def test_the_fan_holds_seven_levels_of_each_margin() -> None:
    quantiles = shown_quantiles(MARGINS)
    rows = fan(quantiles, [START + 4, START + 5], PATH)
    assert [str(row.period) for row in rows] == ["2024", "2025"]
    np.testing.assert_allclose(rows[0].quantiles, norm.ppf(SHOWN, 60, 5))
    np.testing.assert_allclose(rows[1].quantiles, norm.ppf(SHOWN, 62, 5))
    assert rows[1].required == pytest.approx(71.0)
    assert all(row.actual is None for row in rows)


def test_the_projection_is_the_middle_and_three_intervals() -> None:
    found = projection(START + 5, shown_quantiles(MARGINS)[1])
    assert found.median == pytest.approx(62.0)
    for name, coverage in (("half", 0.5), ("eight_in_ten", 0.8), ("nineteen_in_twenty", 0.95)):
        interval = getattr(found, name)
        assert interval.low == pytest.approx(norm.ppf((1 - coverage) / 2, 62, 5))
        assert interval.high == pytest.approx(norm.ppf((1 + coverage) / 2, 62, 5))


def test_the_treatments_are_the_declared_six() -> None:
    assert TREATMENTS[0] is DEFAULT
    assert (DEFAULT.exceptional, DEFAULT.since_partial, DEFAULT.scale) == (
        Exceptional.DEFAULT,
        False,
        Scale.BOTH,
    )
    changed = [(t.exceptional, t.since_partial, t.scale) for t in TREATMENTS[1:]]
    assert changed == [
        (Exceptional.KEPT, False, Scale.BOTH),
        (Exceptional.LONG, False, Scale.BOTH),
        (Exceptional.DEFAULT, True, Scale.BOTH),
        (Exceptional.DEFAULT, False, Scale.RAW),
        (Exceptional.DEFAULT, False, Scale.LOGARITHMIC),
    ]
    assert len({t.name for t in TREATMENTS}) == 6
