"""What goes wrong with a recalibration, and what its sender can do about it.

::

    ForecastError
    └── RecalibrationError
        ├── NoChoiceMade         the challenger would be the champion itself
        ├── NothingLeft          what is left out leaves too few values to learn from
        ├── PeriodWithoutEffect  a period to leave out, or to begin at, that changes nothing
        ├── ScaleImpossible      a logarithmic scale for values that are not positive
        ├── SpreadUnreadable     a spread that is none of the named ones and no factor
        ├── RegressorTooShort    what should drive the series does not reach the horizon
        ├── ModelCannotFit       none of the chosen models can be fitted to the series
        ├── TooFewToCompare      too few past origins to choose on some and confirm on others
        └── RuleUnknown          no rule of automatic promotion has that name
"""

from __future__ import annotations

from forecasting.errors import ForecastError


class RecalibrationError(ForecastError):
    """A recalibration that cannot be made as asked."""

    code = "recalibration_error"


class NoChoiceMade(RecalibrationError):
    """The challenger would be the champion itself."""

    code = "no_choice_made"


class NothingLeft(RecalibrationError):
    """What is left out leaves fewer than five values to learn from."""

    code = "nothing_left"


class PeriodWithoutEffect(RecalibrationError):
    """A period that the series does not have, or whose exclusion would change nothing."""

    code = "period_without_effect"


class ScaleImpossible(RecalibrationError):
    """The logarithmic scale was asked for, but some values are zero or negative."""

    code = "scale_impossible"


class SpreadUnreadable(RecalibrationError):
    """A spread that is none of the named ones and no factor."""

    code = "spread_unreadable"


class RegressorTooShort(RecalibrationError):
    """What should drive the series does not reach the horizon, even with a forecast of its own."""

    code = "regressor_too_short"


class ModelCannotFit(RecalibrationError):
    """None of the chosen models can be fitted to the series."""

    code = "model_cannot_fit"


class TooFewToCompare(RecalibrationError):
    """Too few past origins to choose on some and confirm on others."""

    code = "too_few_to_compare"


class RuleUnknown(RecalibrationError):
    """No rule of automatic promotion has that name."""

    code = "rule_unknown"
