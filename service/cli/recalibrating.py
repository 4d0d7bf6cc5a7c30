"""What ``headway recalibrate`` and ``headway calibrations`` do and print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer

from service.cli.acting import who
from service.cli.progress import Bar
from service.cli.tables import SHOWN, figure, new_table, show, words
from service.operations.installation import Installation, open_installation
from service.operations.recalibration.recalibrating import Recalibrated, recalibrate, resume
from service.settings import load_settings

if TYPE_CHECKING:
    from service.operations.recalibration.promoting import Changed
    from service.operations.recalibration.request import Request
    from service.store.calibration_records import CalibrationRecord


@contextmanager
def opened(bar: Bar) -> Iterator[Installation]:
    """The installation, made ready and closed again."""
    installation = open_installation(load_settings(), recorded=datetime.now(UTC), progress=bar.stage)
    try:
        yield installation
    finally:
        installation.close()


def run(request: Request | None) -> Recalibrated:
    """Make challengers, or go on with the run that was interrupted last where nothing is asked."""
    with Bar("Reading the catalogue") as bar, opened(bar) as installation:

        def progress(done: int, total: int) -> None:
            bar.stage("Comparing", done, total)

        now = datetime.now(UTC)
        if request is None:
            return resume(installation, recorded=now, progress=progress)
        return recalibrate(installation, request, who=who(), recorded=now, progress=progress)


def show_run(found: Recalibrated) -> None:
    """A table of what came of every series."""
    held = {record.id: record for record in found.challengers}
    table = new_table(
        "Id",
        "Series",
        "Challenger",
        "CRPS",
        "p",
        "p adj.",
        "Tried",
        right=("Id", "CRPS", "p", "p adj.", "Tried"),
    )
    for item in found.items[:SHOWN]:
        series = f"{item.indicator_id}/{item.area}" if item.area else item.indicator_id
        record = None if item.calibration_id is None else held.get(item.calibration_id)
        if record is None:
            table.add_row("", series, item.message, "", "", "", "")
        else:
            name = record.data["words"]
            text = name if item.outcome.value == "challenger" else f"{name} (no better)"
            table.add_row(str(record.id), series, text, *_numbers(record))
    show(table)


def say_run(found: Recalibrated) -> None:
    """How many challengers there are, what they are worth, and what to do next."""
    made = [item for item in found.items if item.outcome.value == "challenger"]
    none = sum(item.outcome.value == "nothing_better" for item in found.items)
    failed = sum(item.outcome.value == "finding" for item in found.items)
    text = f"{len(made)} challenger{'s' if len(made) != 1 else ''}"
    if none:
        text += f"; on {none} series no candidate was better"
    if failed:
        text += f"; {failed} series could not be compared"
    typer.echo(f"{text}.", err=True)
    if len(made) == 1 and len(found.items) == 1:
        (record,) = (one for one in found.challengers if one.id == made[0].calibration_id)
        typer.echo(record.data["statement"], err=True)
        if compared := compared_areas(record):
            typer.echo(
                f"{compared} --areas all compares every one, in as many times the time and memory.", err=True
            )
        typer.echo(f"Look closer: headway calibrations compare {record.id}", err=True)
    elif made:
        typer.echo("Look closer: headway calibrations list", err=True)


def compared_areas(record: CalibrationRecord) -> str:
    """On which areas a calibration for all of them was compared, where that was not on all."""
    held = record.data["data"]
    if held["area"] is not None or held["series"] == held["areas"]:
        return ""
    return f"Compared on {held['series']:,} of {held['areas']:,} areas, evenly spread by code."


def _numbers(record: CalibrationRecord) -> tuple[str, str, str, str]:
    change = "" if record.change is None else f"{record.change:+.1%}".replace("-", "−")
    return change, _p(record.p), _p(record.p_adjusted), str(record.tried)


def _p(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}" if value >= 0.005 else "<0.01"


def show_list(records: Sequence[CalibrationRecord]) -> None:
    """A table of calibrations, the newest first."""
    table = new_table(
        "Id", "Series", "Calibration", "State", "CRPS", "p", "p adj.", "Tried",
        right=("Id", "CRPS", "p", "p adj.", "Tried"), whole=("State",),
    )  # fmt: skip
    for record in records[:SHOWN]:
        series = f"{record.indicator_id}/{record.area}" if record.area else record.indicator_id
        table.add_row(
            str(record.id), series, record.data["words"], words(record.state.value), *_numbers(record)
        )
    show(table)


def show_one(record: CalibrationRecord, events: Sequence[dict[str, Any]]) -> None:
    """One calibration in full."""
    data = record.data
    settings, figures, origins = data["settings"], data["data"], data["origins"]
    lines = [
        ("Calibration", str(record.id)),
        ("Series", f"{record.indicator_id}/{record.area}" if record.area else f"{record.indicator_id}, all areas"),
        ("State", words(record.state.value)),
        ("Forecasts with", data["words"]),
        ("Compared with", data["champion"]),
        ("Result", data["statement"]),
        ("Origins", f"{len(origins['choosing'])} that may choose, {len(origins['confirming'])} that confirm; {_footings(origins['footings'])}"),
        ("Horizon", f"{settings['horizon']} periods"),
        *((("Areas", text),) if (text := compared_areas(record)) else ()),
        ("Figures", f"{figures['observations']:,}, known by {record.as_of}; {len(figures['releases'])} releases"),
        ("Engine", f"{settings['engine']}, Headway {record.code_version}"),
        ("Seed", str(settings["seed"])),
        ("Made", f"{record.created_at:%Y-%m-%d %H:%M} by {record.created_by}: {record.reason}"),
    ]  # fmt: skip
    if record.decided_by is not None and record.decided_at is not None:
        lines.append(
            ("Decided", f"{record.decided_at:%Y-%m-%d %H:%M} by {record.decided_by}: {record.decision}")
        )
    lines += [
        (
            f"Rule {one['rule']}",
            ("promotes it: " if one["promote"] else "does not: ") + "; ".join(one["reasons"]),
        )
        for one in data["rules"]
    ]
    table = new_table("", "")
    for name, text in lines:
        table.add_row(name, text)
    show(table)
    if events:
        history = new_table("When", "What", "Calibration", "Who", "Why")
        for event in events:
            history.add_row(
                event["at"][:16],
                words(event["action"]),
                str(event["id"] or "as shipped"),
                event["who"],
                event["why"],
            )
        show(history)


def _footings(footings: dict[str, int]) -> str:
    return ", ".join(f"{count} {words(name)}" for name, count in footings.items())


def show_comparison(rows: Sequence[dict[str, Any]], statements: Sequence[str]) -> None:
    """A table of every measure of some challengers beside their champions."""
    several = len({row["id"] for row in rows}) > 1
    table = new_table(
        *(("Id",) if several else ()), "Measure", "Origins", "Ahead", "Champion", "Challenger", "Difference", "90%", "p", "p adj.",
        right=("Champion", "Challenger", "Difference", "p", "p adj."),
    )  # fmt: skip
    for row in rows:
        ahead = "all" if row["from"] is None else f"{row['from']}–{row['to']}"
        interval = (
            "" if row["low"] is None else f"{figure(row['low'], digits=2)} to {figure(row['high'], digits=2)}"
        )
        table.add_row(
            *((str(row["id"]),) if several else ()),
            words(row["measure"]),
            f"{row['origins']} {_which(row)}",
            ahead,
            figure(row["champion"], digits=3),
            figure(row["challenger"], digits=3),
            figure(row["difference"], digits=2),
            interval,
            _p(row["p"]),
            _p(row["p_adjusted"]),
        )
    show(table)
    for text in statements:
        typer.echo(text, err=True)
    typer.echo(
        "Differences are challenger less champion of what should be low: scores, and distances from nominal "
        "coverage, from no bias and from a uniform PIT.",
        err=True,
    )


def _which(row: dict[str, Any]) -> str:
    """Which origins a line is of."""
    if row["part"] != "confirming":
        return "choose"
    return "confirm" if row["footing"] is None else f"confirm, {words(row['footing'])}"


def say_change(found: Changed) -> None:
    """What a change of champion came to."""
    indicator, area = found.change.place
    series = f"{indicator}/{area}" if area else indicator
    typer.echo(f"{series} is forecast with {found.words} now.", err=True)
    fresh = sum(one.fresh for one in found.assessed)
    again = len(found.assessed) - fresh
    text = f"{fresh} target{'s' if fresh != 1 else ''} judged anew"
    typer.echo(f"{text}; {again} judged before came back." if again else f"{text}.", err=True)
