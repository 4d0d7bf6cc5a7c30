"""The public methods on the targets of a file, beside the judgements of the same file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from forecasting.assessment import Assessment, Reason
from forecasting.public_methods.side_by_side import side_by_side
from forecasting.verdicts import Verdict
from service.operations.bulk_assess import BulkTarget, case_of
from service.operations.yardsticks import Rebases, SideBySide

if TYPE_CHECKING:
    from datetime import date

    from forecasting.judging.case import Case
    from service.operations.bulk_series import BulkSeries


def compared_in_bulk(
    series: Mapping[str, BulkSeries],
    targets: Sequence[BulkTarget],
    rows: Sequence[Mapping[str, Any]],
    *,
    shown: Callable[[float | None], str],
    as_of: date | None = None,
    rebases: Rebases | None = None,
) -> list[SideBySide]:
    """Each target of a file with every method; ``rows`` are its judgements, in the order of the targets.

    ``shown`` writes a probability as it may be printed. A file knows nothing of areas, so no figures of peers
    are given to the methods that would ask for them.
    """
    found = []
    for item, row in zip(targets, rows, strict=True):
        case = case_of(item, series, as_of=as_of)
        assessment = _assessment(case, row, shown(row["probability"]))
        answers = side_by_side(case, assessment, rebases=(rebases or {}).get(item.target.id, ()), as_of=as_of)
        found.append(SideBySide(item.target.id, case.as_of, assessment, tuple(answers)))
    return found


def _assessment(case: Case, row: Mapping[str, Any], shown: str) -> Assessment:
    """As much of a judgement as its row tells; a code of an error in place of a reason is left out."""
    reasons = {reason.value: reason for reason in Reason}
    probability = row["probability"]
    return Assessment(
        target_id=row["target_id"],
        kind=case.target.kind,
        series_id=row["series_id"],
        as_of=case.as_of,
        verdict=Verdict(row["verdict"]),
        probability=probability,
        probability_shown=shown,
        certain=probability in (0.0, 1.0),
        reason=reasons.get(row["reason"] or ""),
    )
