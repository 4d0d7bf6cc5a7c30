"""Nothing a library does escapes from a fit."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from forecasting.models.failures import ModelFailed
from forecasting.models.fitting import contained


def test_warnings_stay_inside_and_the_filters_are_as_before() -> None:
    before = list(warnings.filters)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        with contained("test"):
            warnings.warn("the optimum is doubtful", RuntimeWarning, stacklevel=1)
            assert np.isnan(np.log(np.array(-1.0)))
    assert heard == []
    assert list(warnings.filters) == before


@pytest.mark.parametrize(
    "error",
    [
        ValueError("bad shape\nand more"),
        np.linalg.LinAlgError("singular"),
        ZeroDivisionError(),
        KeyError("x"),
    ],
)
def test_what_a_library_raises_becomes_one_typed_failure(error: Exception) -> None:
    with pytest.raises(ModelFailed) as caught, contained("test"):
        raise error
    assert (caught.value.model, caught.value.reason) == ("test", "fit_failed")
    assert caught.value.__cause__ is error
    assert "and more" not in caught.value.message


def test_a_failure_with_a_reason_keeps_it_and_an_interruption_passes() -> None:
    with pytest.raises(ModelFailed, match="odd"), contained("test"):
        raise ModelFailed("test", "odd", "it is odd.")
    with pytest.raises(KeyboardInterrupt), contained("test"):
        raise KeyboardInterrupt
