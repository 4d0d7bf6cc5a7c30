"""Judgements as a table: what was measured, what is asked, where it leads, how likely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from service.cli.tables import SHOWN, figure, new_table, percent, words

if TYPE_CHECKING:
    from rich.table import Table

_COLUMNS = ("Target", "Latest", "Asked", "Projected", "Chance", "Verdict")
_LONG = 32  # longer names are broken, or nothing else would fit
_STYLES = {
    "on_track": "green",
    "met": "green",
    "off_track": "red",
    "missed": "red",
    "breached": "red",
    "uncertain": "yellow",
}


def assessment_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """One line a target, under the name of its mission where there is one; at most 200."""
    from rich.text import Text

    shown = rows[:SHOWN]
    names = ("Target",) if max((len(row["target_id"]) for row in shown), default=0) <= _LONG else ()
    table = new_table(*_COLUMNS, right=("Chance",), whole=("Chance", *names))
    mission = None
    for row in shown:
        if row.get("mission_id") != mission:
            mission = row.get("mission_id")
            table.add_section()
            table.add_row(Text(str(mission), style="bold"))
        verdict = Text(row.get("label_words") or words(row["verdict"]), style=_STYLES.get(row["verdict"], ""))
        if row["reason"] not in (None, "outcome_known"):
            verdict = Text(words(row["reason"]), style="dim")
        table.add_row(
            row["target_id"],
            _dated(row["latest_value"], row["latest_period"]),
            _dated(row["target_value"], row["target_period"]),
            _between(row),
            row.get("shown") or percent(row["probability"]),
            verdict,
        )
    return table


def _dated(value: float | None, period: str | None) -> str:
    if value is None and period is None:
        return ""
    return f"{figure(value)} ({period})" if value is not None else f"({period})"


def _between(row: Mapping[str, Any]) -> str:
    if row["projected_p50"] is None:
        return ""
    low, middle, high = (figure(row[f"projected_p{p}"], digits=3) for p in (10, 50, 90))
    return f"{middle} ({low} to {high})"


def left_out(count: int) -> str:
    """What to say where the table does not show everything."""
    return f"… and {count - SHOWN:,} more; --format csv or --out shows them all." if count > SHOWN else ""
