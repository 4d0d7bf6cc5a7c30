"""Set a target in a notebook: no database, no catalogue, the same numbers as the service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from forecasting.breaks import Breaks
from forecasting.courses import forecast_courses
from forecasting.forecasts import Forecast
from forecasting.ground import ground_of
from forecasting.indicators import Direction
from forecasting.judging.record import record_for
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.setting.proposal import Proposal
from forecasting.setting.proposing import propose as propose_on
from forecasting.setting.question import Neighbour, Question


def course_of(series: Series, breaks: Breaks) -> Forecast | None:
    """The current course of a series as far ahead as a probability may be given, or None with too few figures."""
    ground = ground_of(series, breaks)
    horizon = 0 if ground is None else ground.horizon(record_for)
    return None if ground is None or not horizon else forecast_courses([ground], [horizon])[0]


def propose(
    series: Series,
    *,
    by: Period | str,
    value: float | None = None,
    since: date | None = None,
    direction: Direction | None = None,
    breaks: Breaks | None = None,
    neighbours: Mapping[str, Series] | None = None,
    as_of: date | None = None,
) -> Proposal:
    """What targets there could be: values by their chance on the current course, ways to set one, cautions.

    ``by`` is when the target is due, in any notation. ``value`` asks what a target of your own would mean;
    ``since`` makes it a total from that day on; ``direction`` says which way is better where the indicator does
    not. ``neighbours`` are the same indicator elsewhere, by name. Raises the errors of ``setting.errors`` and of
    reading a period.

    >>> from forecasting import Direction, Indicator, Period, Series, propose
    >>> waits = Indicator("waits", direction=Direction.INCREASE, lower=0.0, upper=100.0)
    >>> history = Series.of(waits, [(Period.parse(str(2010 + i)), 50.0 + i + i % 3) for i in range(15)])
    >>> [rung.asked for rung in propose(history, by="2028").ladder]
    [0.9, 0.75, 0.5, 0.25, 0.1]
    """
    period = by if isinstance(by, Period) else Period.parse(by, None)
    known = breaks or Breaks()
    question = Question(
        series=series,
        by=period,
        as_of=as_of or series.latest.end,
        course=course_of(series, known),
        breaks=known,
        direction=direction,
        value=value,
        since=since,
        neighbours=tuple(Neighbour(name, other) for name, other in (neighbours or {}).items()),
    )
    return propose_on(question)
