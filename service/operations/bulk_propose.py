"""Propose a target on one series of an analyst's file, beside the other series it is like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase

from forecasting.breaks import Breaks
from forecasting.indicators import Direction
from forecasting.setting.notebook import course_of
from forecasting.setting.proposal import Proposal
from forecasting.setting.proposing import propose
from forecasting.setting.question import Neighbour, Question
from service.operations.bulk_series import BulkSeries
from service.operations.errors import OperationError
from service.operations.judging import code_version
from service.operations.proposing import period_by


class SeriesUnknown(OperationError):
    """The file has no series of this id."""

    code = "series_unknown"


def propose_in_bulk(
    series: Mapping[str, BulkSeries],
    series_id: str,
    *,
    by: str,
    value: float | None = None,
    since: date | None = None,
    direction: Direction | None = None,
    peers: Sequence[str] = (),
    as_of: date | None = None,
) -> Proposal:
    """The proposal for one series of a file; ``peers`` are patterns of the ids it is compared with ("waits-*").

    Raises SeriesUnknown, the errors of reading a period and those of ``forecasting.setting.errors``.
    """
    if series_id not in series:
        from difflib import get_close_matches

        near = get_close_matches(series_id, list(series), n=3, cutoff=0.5)
        raise SeriesUnknown(
            f"The file has no series “{series_id}”.",
            field="series",
            value=series_id,
            remedy=f"Did you mean {' or '.join(near)}?" if near else f"It has {len(series)} others.",
        )
    own = series[series_id]
    alike = [
        name
        for name, other in series.items()
        if name != series_id
        and other.frequency is own.frequency
        and any(fnmatchcase(name, pattern) for pattern in peers)
    ]
    question = Question(
        series=own.series,
        by=period_by(by, own.series),
        as_of=as_of or own.published or own.series.latest.end,
        course=course_of(own.series, Breaks()),
        direction=direction,
        value=value,
        since=since,
        neighbours=tuple(Neighbour(name, series[name].series) for name in alike),
        noun="series",
    )
    return propose(question, code_version=code_version())
