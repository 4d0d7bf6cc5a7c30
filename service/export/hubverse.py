"""Forecasts as model output of a forecast hub (hubverse), and the configuration by which a hub checks them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from forecasting.frequency import Frequency
from service.export.courses import QUANTILES, Course

MODEL_ID = "headway-course"
COLUMNS = (
    "origin_date", "target", "location", "horizon", "target_end_date", "output_type", "output_type_id", "value",
)  # fmt: skip
_SCHEMAS = "https://raw.githubusercontent.com/hubverse-org/schemas/main/v5.0.1"
_STEPS = {Frequency.DAY: "day", Frequency.WEEK: "week", Frequency.MONTH: "month"}
_LONGEST_ID, LONGEST_NAME = 30, 100


def file_name(origin: date, model: str = MODEL_ID) -> str:
    """The file of a round, without its ending: round and model."""
    return f"{origin.isoformat()}-{model}"


def hubverse_rows(found: Iterable[Course]) -> Iterator[dict[str, Any]]:
    """One row a task and quantile. The round is the day of the newest figure a course rests on."""
    for course in found:
        record = course.record
        own = {
            "origin_date": record.as_of.isoformat(),
            "target": record.indicator_id,
            "location": record.area,
            "output_type": "quantile",
        }
        for step, (period, values) in enumerate(
            zip(course.periods, course.at(QUANTILES).tolist(), strict=True), 1
        ):
            when = {"horizon": step, "target_end_date": period.end.isoformat()}
            for quantile, value in zip(QUANTILES, values, strict=True):
                yield {**own, **when, "output_type_id": quantile, "value": value}


def admin_config() -> dict[str, Any]:
    """``hub-config/admin.json``."""
    return {
        "schema_version": f"{_SCHEMAS}/admin-schema.json",
        "name": "Headway",
        "maintainer": "Whoever runs this service",
        "contact": {"name": "Whoever runs this service"},
        "repository": {"name": "headway"},
        "file_format": ["csv"],
        "timezone": "Europe/London",
        "model_output_dir": "model-output",
    }


def tasks_config(found: Iterable[Course], more: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """``hub-config/tasks.json``: one round a day of newest figures, one group of tasks an indicator.

    ``more`` are groups of other tasks (``hubverse_targets``).
    """
    by_indicator: dict[str, list[Course]] = defaultdict(list)
    for course in found:
        by_indicator[course.record.indicator_id].append(course)
    return {
        "schema_version": f"{_SCHEMAS}/tasks-schema.json",
        "rounds": [
            {
                "round_id_from_variable": True,
                "round_id": "origin_date",
                "model_tasks": [*(_tasks(group) for group in by_indicator.values()), *more],
                "submissions_due": {"relative_to": "origin_date", "start": 0, "end": 366},
            }
        ],
        # Quantiles are numbers and categories are words: together they are text.
        "output_type_id_datatype": "character",
        "derived_task_ids": ["target_end_date"],
    }


def _tasks(group: list[Course]) -> dict[str, Any]:
    first = group[0]
    ends = {period.end.isoformat() for course in group for period in course.periods}
    return {
        "task_ids": {
            "origin_date": optional({course.record.as_of.isoformat() for course in group}),
            "target": optional({first.record.indicator_id}),
            "location": optional({course.record.area for course in group}),
            "horizon": {
                "required": None,
                "optional": list(range(1, max(len(course.periods) for course in group) + 1)),
            },
            "target_end_date": optional(ends),
        },
        "output_type": {
            "quantile": {
                "output_type_id": {"required": list(QUANTILES)},
                "value": {"type": "double", **_bounds(first)},
                "is_required": True,
            }
        },
        "target_metadata": [_metadata(first)],
    }


def short_id(id_: str) -> str:
    """An id of at most 30 letters, as hubverse allows; a longer one ends in a mark of the whole, so that two stay two."""
    if len(id_) <= _LONGEST_ID:
        return id_
    mark = sha256(id_.encode()).hexdigest()[:6]
    return f"{id_[: _LONGEST_ID - len(mark) - 1]}-{mark}"


def optional(values: set[str]) -> dict[str, Any]:
    """Values of a task id that may be there."""
    return {"required": None, "optional": sorted(values)}


def _bounds(course: Course) -> dict[str, float]:
    lower, upper = course.indicator["lower"], course.indicator["upper"]
    return {
        **({} if lower is None else {"minimum": lower}),
        **({} if upper is None else {"maximum": upper}),
    }


def _metadata(course: Course) -> dict[str, Any]:
    indicator, step = course.indicator, _STEPS.get(course.record.origin.frequency)
    return {
        "target_id": short_id(indicator["id"]),
        "target_name": indicator["title"][:LONGEST_NAME],
        "target_units": indicator["unit"][:LONGEST_NAME],
        "target_keys": {"target": indicator["id"]},
        "description": indicator["definition"],
        "target_type": "continuous",
        # A hub knows steps of a day, a week or a month; longer ones it has no word for.
        "is_step_ahead": step is not None,
        **({} if step is None else {"time_unit": step}),
    }
