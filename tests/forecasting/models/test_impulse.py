"""The nearest description of a model's memory."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.dependence import correlation, error_covariance
from forecasting.models.history import Floats
from forecasting.models.impulse import dependence_row, deviations, impulse_length


@pytest.mark.parametrize("row", [(0.3, 0.0, 0.0), (1.0, 0.1, 0.0), (0.6, 0.05, 0.3)])
@pytest.mark.parametrize("season", [1, 4, 12])
def test_a_smoothing_model_is_described_exactly(row: tuple[float, float, float], season: int) -> None:
    alpha, beta, gamma = row
    k = np.arange(1, impulse_length(20, season) + 1)
    psi: Floats = np.ones(len(k) + 1)
    psi[1:] = alpha + beta * np.cumsum(0.9**k) + gamma * (k % season == 0) * (season > 1)
    found = dependence_row(psi, season=season)
    np.testing.assert_allclose(found[:3], [alpha, beta, 0.9], atol=1e-9)
    assert found[3] == pytest.approx(gamma if season > 1 else 0.0, abs=1e-9)


def test_an_autoregression_is_described_well_enough() -> None:
    psi: Floats = np.power(0.6, np.arange(13.0))  # a stationary AR(1): what is remembered fades
    found = dependence_row(psi, season=1)
    shift = np.subtract.outer(np.arange(12), np.arange(12))
    response = np.where(shift >= 0, 0.6 ** np.abs(shift), 0.0)
    law = response @ response.T
    truth = law / np.sqrt(np.outer(np.diag(law), np.diag(law)))
    assert np.abs(correlation(found, 12) - truth).max() < 0.35
    assert np.linalg.eigvalsh(correlation(found, 12)).min() > -1e-9


def test_deviations_are_those_of_the_covariance() -> None:
    row = np.array([0.5, 0.1, 0.9, 0.2, 4.0, 0.1, 0.05])
    np.testing.assert_allclose(deviations(row, 9) ** 2, np.diag(error_covariance(row, 9)))
