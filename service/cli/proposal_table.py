"""A proposal for people: what it is about, the values by chance, the ways, what a value means, what to beware of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from forecasting.findings import Severity
from forecasting.judging.words import measured
from service.cli.tables import figure, new_table, show

if TYPE_CHECKING:
    from forecasting.setting.proposal import Proposal, Rung

_FAMILIES = {
    "healthy_people": "Healthy People",
    "own": "This series' own past",
    "areas": "Comparable areas",
}


def print_proposal(found: Proposal, *, place: str | None = None) -> None:
    """Print everything on standard output; ``place`` is the name of the area, where one is known."""
    ask = "at least" if found.direction.sign > 0 else "at most"
    latest = measured(found.latest_value, found.unit, found.decimals)
    typer.echo(typer.style(found.title or found.indicator, bold=True))
    where = f" in {place or found.area}" if found.area else ""
    total = "" if found.window_start is None else f", in total since {found.window_start.isoformat()}"
    due = (found.resolved if found.window_start is None else found.asked).label
    typer.echo(f"{found.latest_period.label}: {latest}{where}. A target by {due}{total}, {ask}:")
    typer.echo()
    if found.ladder:
        among = ["Pace among areas"] if any(rung.precedence for rung in found.ladder) else []
        paces = ["A year"] if found.window_start is None else []
        table = new_table("Chance", "Value", *paces, *among, right=("Value", "A year"))
        for rung in found.ladder:
            cells = [_with_range(rung), figure(rung.stated, digits=6)]
            cells += [figure(rung.pace)] if paces else []
            cells += ["" if rung.precedence is None else rung.precedence.sentence] if among else []
            table.add_row(*cells)
        show(table)
    else:
        typer.echo(f"No probability is given. {found.reason_text}")
    typer.echo()
    table = new_table("Way", "Value", "Chance", "Note", right=("Value", "Chance"), whole=("Chance",))
    family = ""
    for way in found.ways:
        if way.family != family:
            family = way.family
            table.add_section()
            table.add_row(_FAMILIES[family])
        table.add_row(
            f"  {way.title}",
            figure(way.stated, digits=6),
            "" if way.chance is None else way.chance.shown,
            " ".join(way.notes),
        )
    show(table)
    if found.span is not None:
        typer.echo(found.span.text)
    if found.meaning is not None:
        typer.echo()
        typer.echo(typer.style(f"What {measured(found.meaning.value, found.unit, None)} means", bold=True))
        for sentence in found.meaning.sentences:
            typer.echo(f"  {sentence}")
    if found.path is not None:
        typer.echo()
        typer.echo(typer.style(f"On the way to {figure(found.path.towards, digits=6)}", bold=True))
        typer.echo(f"  {found.path.why}")
        points = (f"{point.period.label}: {figure(point.value)}" for point in found.path.points)
        typer.echo(f"  {'; '.join(points)}")
    typer.echo()
    typer.echo(typer.style("Beware", bold=True))
    for caution in found.cautions:
        mark = "!" if caution.severity is not Severity.INFO else "·"
        typer.echo(f"  {mark} {caution.message}")
    typer.echo(f"  · {found.caveat}")


def _with_range(rung: Rung) -> str:
    """The chance asked for; with its range where the date lies further ahead than could be tested."""
    plain = f"{rung.asked:.0%}"
    return plain if rung.chance.low is None else f"{plain} ({rung.chance.shown})"
