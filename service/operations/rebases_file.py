"""A file of accepted proposals to draw the limits of control charts anew."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

from forecasting.errors import HeadwayError, PeriodAmbiguous
from forecasting.frequency import Frequency
from forecasting.periods import Period
from forecasting.public_methods.rebasing import AcceptedRebase, RebaseInvalid

COLUMNS = ("target_id", "period", "accepted_by", "accepted", "reason")


def read_rebases(file: Path) -> dict[str, list[AcceptedRebase]]:
    """Accepted proposals by target, from a CSV file with the columns target_id, period, accepted_by, accepted, reason.

    Raises RebaseInvalid naming row, column, value and remedy.
    """
    found: dict[str, list[AcceptedRebase]] = defaultdict(list)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise RebaseInvalid(
                f"{file.name} lacks the columns {', '.join(missing)}.",
                field="columns",
                value=", ".join(rows.fieldnames or ()),
                remedy=f"Required are {', '.join(COLUMNS)}.",
            )
        for row in rows:
            where = f"{file.name}, line {rows.line_num}"
            empty = [name for name in COLUMNS if not (row[name] or "").strip()]
            if empty:
                raise RebaseInvalid(
                    f"{where}: {empty[0]} is empty.", field=empty[0], value="",
                    remedy="Limits are drawn anew only where a person accepted that, on a day, for a reason.",
                )  # fmt: skip
            found[row["target_id"].strip()].append(_accepted(row, where))
    return dict(found)


def _accepted(row: dict[str, str], where: str) -> AcceptedRebase:
    try:
        accepted = date.fromisoformat(row["accepted"].strip())
    except ValueError as error:
        raise RebaseInvalid(
            f"{where}: accepted cannot be read.", field="accepted", value=row["accepted"],
            remedy="Write a day such as 2026-03-01.",
        ) from error  # fmt: skip
    try:
        period = _period(row["period"].strip())
    except HeadwayError as error:
        raise RebaseInvalid(
            f"{where}: {error.message}", field="period", value=row["period"], remedy=error.remedy
        ) from error
    return AcceptedRebase(period, row["accepted_by"].strip(), accepted, row["reason"].strip())


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except PeriodAmbiguous:
        # Financial and academic years are written alike, and it is by its label that a figure is found.
        return Period.parse(text, Frequency.FINANCIAL_YEAR)
