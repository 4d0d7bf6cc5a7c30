"""Keep the current course of every series of the catalogue, made anew only where something has changed.

What is asked about a target that does not exist yet, or about a target under other conditions, is answered from
these courses, so that whoever answers need not fit anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from forecasting.courses import forecast_courses, key_of
from forecasting.judging.record import record_for
from service.operations.champions import Champions
from service.operations.constants import engine_of
from service.operations.embargoes import announced
from service.operations.installation import Installation
from service.operations.judging import code_version
from service.operations.known_series import Name, known_series
from service.store.reads.forecasts import course_keys
from service.store.reads.observations import series_of
from service.store.reads.outlines import target_outlines
from service.store.writes.forecasts import NewForecast, replace_courses

MOST_AREAS = 400
"""An indicator with more areas than this keeps courses only for areas with a target; the rest are made when asked."""
_BATCH = 256

Progress = Callable[[int, int], None]


def keep_courses(
    installation: Installation,
    *,
    recorded: datetime,
    only: Sequence[Name] | None = None,
    progress: Progress | None = None,
) -> int:
    """Make the courses that are missing or out of date and say how many; the others are left alone.

    ``only`` names series (indicator and area); None means every series, but of an indicator with more than
    400 areas only those that a target is set for.
    """
    now = installation.at(recorded)
    wanted = list(only) if only is not None else series_with_courses(now)
    made = work_out_courses(now, wanted, progress=progress)
    made += courses_ahead(now, wanted, recorded=recorded)
    if made:
        with installation.store.session() as session:
            replace_courses(session, made, recorded=recorded)
    return len(made)


def courses_ahead(
    installation: Installation,
    wanted: Sequence[Name],
    *,
    recorded: datetime,
    champions: Champions | None = None,
) -> list[NewForecast]:
    """The courses of series with figures under embargo, each to be seen from their instant on; nothing is kept."""
    found: list[NewForecast] = []
    for coming in announced(installation, recorded=recorded):
        series = [name for name in wanted if name[0] in coming.indicators]
        made = work_out_courses(installation.at(coming.instant), series, champions=champions)
        found += [
            replace(one, visible_from=coming.instant)
            for one in made
            if all(one.key != other.key for other in found)
        ]
    return found


def work_out_courses(
    installation: Installation,
    wanted: Sequence[Name],
    *,
    progress: Progress | None = None,
    champions: Champions | None = None,
) -> list[NewForecast]:
    """The courses of some series that are missing or out of date; nothing is kept.

    ``champions`` are the calibrations to forecast with (None: those in force).
    """
    engine = engine_of(installation).settings
    with installation.store.read() as session:
        known = known_series(session, wanted, champions=champions)
        kept = course_keys(session, wanted)
    stale = []
    for name, item in known.items():
        ground = item.ground
        horizon = 0 if ground is None else ground.horizon(record_for)
        if ground is not None and horizon and kept.get(name) != key_of(ground, horizon, engine=engine):
            stale.append((item, ground, horizon))
    made: list[NewForecast] = []
    for start in range(0, len(stale), _BATCH):
        here = stale[start : start + _BATCH]
        courses = forecast_courses(
            [ground for _, ground, _ in here], [horizon for *_, horizon in here], engine=engine
        )
        made.extend(
            NewForecast(key_of(ground, horizon, engine=engine), course, item.as_of, code_version())
            for (item, ground, horizon), course in zip(here, courses, strict=True)
            if course is not None
        )
        if progress is not None:
            progress(start + len(here), len(stale))
    return made


def series_with_courses(
    installation: Installation, *, indicators: Collection[str] | None = None
) -> list[Name]:
    """The series that courses are kept of, or those of some indicators."""
    with installation.store.read() as session:
        asked = [None] if indicators is None else sorted(indicators)
        rows = [row for name in asked for row in series_of(session, indicator_id=name)]
        aimed = {
            (target.indicator_id, target.area)
            for name in asked
            for target in target_outlines(session, indicator_id=name)
        }
    held = list(dict.fromkeys((row.indicator_id, row.area) for row in rows))
    counts = Counter(indicator for indicator, _ in held)
    return [name for name in held if counts[name[0]] <= MOST_AREAS or name in aimed]
