"""Runs a library's fit so that nothing escapes: warnings stay inside, and a failure becomes one typed error."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from forecasting.models.failures import ModelFailed

# What numerical libraries raise on data they cannot bear. LinAlgError is a ValueError.
_FAILURES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    TypeError,
    ValueError,
)


@contextmanager
def contained(model: str) -> Iterator[None]:
    """Keep a fit's warnings and floating-point complaints inside; turn what it raises into ModelFailed.

    Whether a fit is any good is judged by what it returns (finite, converged, not running away), never by
    what a library chose to warn about.
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            yield
        except ModelFailed:
            raise
        except _FAILURES as error:
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelFailed(model, "fit_failed", f"the library said “{said}”.") from error
