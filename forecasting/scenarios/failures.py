"""Why a scenario cannot be worked out.

::

    ForecastError
    └── ScenarioError
        ├── ScenarioInvalid      its numbers contradict each other
        ├── ScenarioImpossible   this target or series does not allow it
        └── NoCourse             there is no current course to change
"""

from __future__ import annotations

from forecasting.errors import ForecastError


class ScenarioError(ForecastError):
    """A scenario that cannot be worked out."""

    code = "scenario_error"


class ScenarioInvalid(ScenarioError):
    """The numbers of the scenario contradict each other."""

    code = "scenario_invalid"


class ScenarioImpossible(ScenarioError):
    """The series or the target does not allow this scenario."""

    code = "scenario_impossible"


class NoCourse(ScenarioError):
    """The target is settled or cannot be judged, so there is no current course to change."""

    code = "no_current_course"
