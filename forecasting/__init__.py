"""Headway's mathematics: periods, series, forecasts, targets and the judgement of them, without a database.

>>> from forecasting import Series, Target, forecast, assess, propose

The public names are resolved when first used, so that importing one light module costs milliseconds.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forecasting.assessment import Assessment
    from forecasting.breaks import Break, Breaks
    from forecasting.forecasts import Forecast
    from forecasting.frequency import Frequency
    from forecasting.indicators import Direction, Indicator
    from forecasting.notebook import assess, forecast
    from forecasting.periods import Period
    from forecasting.recalibration.calibration import Calibration
    from forecasting.recalibration.challenge import challenge, search
    from forecasting.recalibration.origins import origins_over_periods
    from forecasting.recalibration.rule import decide, rule_named
    from forecasting.series import Series
    from forecasting.setting.notebook import propose
    from forecasting.targets import Baseline, Comparator, Kind, Milestone, Target, Window
    from forecasting.verdicts import Verdict

_HOMES = {
    "Assessment": "forecasting.assessment",
    "Baseline": "forecasting.targets",
    "Break": "forecasting.breaks",
    "Breaks": "forecasting.breaks",
    "Calibration": "forecasting.recalibration.calibration",
    "Comparator": "forecasting.targets",
    "Direction": "forecasting.indicators",
    "Forecast": "forecasting.forecasts",
    "Frequency": "forecasting.frequency",
    "Indicator": "forecasting.indicators",
    "Kind": "forecasting.targets",
    "Milestone": "forecasting.targets",
    "Period": "forecasting.periods",
    "Series": "forecasting.series",
    "Target": "forecasting.targets",
    "Verdict": "forecasting.verdicts",
    "Window": "forecasting.targets",
    "assess": "forecasting.notebook",
    "challenge": "forecasting.recalibration.challenge",
    "decide": "forecasting.recalibration.rule",
    "forecast": "forecasting.notebook",
    "origins_over_periods": "forecasting.recalibration.origins",
    "propose": "forecasting.setting.notebook",
    "rule_named": "forecasting.recalibration.rule",
    "search": "forecasting.recalibration.challenge",
}

__all__ = [
    "Assessment",
    "Baseline",
    "Break",
    "Breaks",
    "Calibration",
    "Comparator",
    "Direction",
    "Forecast",
    "Frequency",
    "Indicator",
    "Kind",
    "Milestone",
    "Period",
    "Series",
    "Target",
    "Verdict",
    "Window",
    "assess",
    "challenge",
    "decide",
    "forecast",
    "origins_over_periods",
    "propose",
    "rule_named",
    "search",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'forecasting' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
