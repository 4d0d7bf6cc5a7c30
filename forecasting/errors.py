"""What can go wrong in the mathematics, and what a caller can do about it.

::

    HeadwayError
    ├── PeriodError
    │   ├── PeriodUnreadable       no rule reads the text
    │   ├── PeriodAmbiguous        more than one rule reads it: say FY or AY
    │   └── PeriodsNotComparable   arithmetic between two notations
    ├── SeriesError
    │   ├── EmptySeries
    │   ├── MixedFrequencies
    │   ├── NotANumber
    │   └── ConflictingObservations
    ├── TargetError
    │   ├── TargetIncomplete       a field the kind needs is missing
    │   ├── TargetContradictory    fields that cannot both be true
    │   └── BaselineAfterTarget
    └── ForecastError
        ├── ModelFailed            a family cannot fit the series (models/failures.py)
        ├── UnknownModel           no family has that name (models/failures.py)
        ├── WeightsInvalid         weights that cannot be used (models/failures.py)
        └── TooFewOrigins          too short a series to replay (backtest.py)

Every error has a stable ``code``, the ``field`` and ``value`` it concerns, and a ``remedy``.
"""

from __future__ import annotations

from typing import ClassVar


class HeadwayError(Exception):
    """A problem with an input that its sender can mend.

    ``code`` is stable and part of the public contract; ``message`` says what is wrong, ``remedy``
    what to do; ``field`` and ``value`` say where.
    """

    code: ClassVar[str] = "headway_error"

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        value: object = None,
        remedy: str | None = None,
    ) -> None:
        self.message = message
        self.field = field
        self.value = value
        self.remedy = remedy
        super().__init__(f"{message} {remedy}" if remedy else message)


class PeriodError(HeadwayError):
    """A period that cannot be used as given."""

    code = "period_error"


class PeriodUnreadable(PeriodError):
    """No notation reads this text."""

    code = "period_unreadable"


class PeriodAmbiguous(PeriodError):
    """More than one notation reads this text."""

    code = "period_ambiguous"


class PeriodsNotComparable(PeriodError):
    """Two periods of different notations were compared or subtracted."""

    code = "periods_not_comparable"


class SeriesError(HeadwayError):
    """Observations that do not make a series."""

    code = "series_error"


class EmptySeries(SeriesError):
    """There is no observation."""

    code = "series_empty"


class MixedFrequencies(SeriesError):
    """One series holds periods of more than one frequency."""

    code = "mixed_frequencies"


class NotANumber(SeriesError):
    """A value is not a finite number."""

    code = "not_a_number"


class ConflictingObservations(SeriesError):
    """One period has two different values."""

    code = "conflicting_observations"


class TargetError(HeadwayError):
    """A target that cannot be read."""

    code = "target_error"


class TargetIncomplete(TargetError):
    """A field that this kind of target needs is missing."""

    code = "target_incomplete"


class TargetContradictory(TargetError):
    """Two fields of the target cannot both be true."""

    code = "target_contradictory"


class BaselineAfterTarget(TargetError):
    """The baseline lies after the date by which the target is due."""

    code = "baseline_after_target"


class ForecastError(HeadwayError):
    """A forecast that cannot be made."""

    code = "forecast_error"
