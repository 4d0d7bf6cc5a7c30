"""Families by name, loaded only when asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from forecasting.engine import forecast_batch
from forecasting.margins import MEDIAN, interpolation
from forecasting.models.base import Model, Prediction
from forecasting.models.calendar import Calendar
from forecasting.models.failures import UnknownModel
from forecasting.models.history import History
from forecasting.models.registry import available, create


def values() -> np.ndarray:
    rng = np.random.default_rng(2)
    return np.asarray(80 + np.cumsum(rng.normal(0.3, 1, 40)) + np.tile([3.0, -1.0, -4.0, 2.0], 10))


@pytest.mark.parametrize("name", available())
def test_every_family_answers_by_the_same_protocol(name: str) -> None:
    model = create(name)
    assert isinstance(model, Model)
    assert model.name == name
    found = model.predict(History(values(), season=4), horizon=7)
    assert isinstance(found, Prediction)
    assert found.location.shape == found.spread.shape == (7,)
    assert np.isfinite(found.location).all()
    assert (found.spread > 0).all()
    assert found.dependence is not None
    assert found.dependence.shape == (7,)


@pytest.mark.parametrize(
    ("name", "near"), [("sarima", "sarimax"), ("Prophet", "prophet"), ("thetas", "theta")]
)
def test_an_unknown_name_suggests_the_nearest(name: str, near: str) -> None:
    with pytest.raises(UnknownModel, match=f"Did you mean “{near}”") as caught:
        create(name)
    assert caught.value.suggestion == near
    assert caught.value.code == "unknown_model"
    assert caught.value.value == name


def test_a_name_like_no_other_gets_the_list() -> None:
    with pytest.raises(UnknownModel) as caught:
        create("quidditch")
    assert caught.value.suggestion is None
    assert all(name in (caught.value.remedy or "") for name in available())


def test_a_calendar_reaches_the_family_that_uses_it() -> None:
    from datetime import date

    calendar = Calendar(date(2020, 1, 1), days=1)
    assert create("prophet", calendar=calendar).calendar == calendar  # type: ignore[attr-defined]
    assert create("drift", calendar=calendar).name == "drift"


def test_the_engine_as_a_family_keeps_its_median_and_width() -> None:
    history = History(values(), season=4)
    found = create("grid").predict(history, horizon=5)
    engine = forecast_batch([history], horizon=5)
    np.testing.assert_array_equal(found.location, engine.quantiles[0, :, MEDIAN])
    low, high = (engine.quantiles[0] @ interpolation([0.1, 0.9])).T
    np.testing.assert_allclose(found.spread * 2 * 1.2815515655446004, high - low)


def test_libraries_are_loaded_only_with_their_family() -> None:
    code = (
        "import sys\n"
        "from forecasting.models.registry import available, create\n"
        "import forecasting.families, forecasting.backtest, forecasting.weighing\n"
        "available(), create('drift'), create('seasonal_naive'), create('grid'), create('prophet'), create('ets')\n"
        "heavy = {'prophet', 'statsmodels', 'pandas', 'cmdstanpy', 'scipy.stats'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or None)\n"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
