"""``headway propose``: what target could be set, and what would it mean?"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.failures import mended, misuse
from service.cli.files import check_out, emit, write_rows
from service.cli.options import AsOfOption, Format, FormatOption, ObservationsOption, OutOption, day_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from forecasting.indicators import Direction
    from forecasting.setting.proposal import Proposal

_BETTER = ("increase", "decrease")


def propose(
    indicator: Annotated[
        str | None, typer.Argument(metavar="INDICATOR", help="An indicator of the catalogue by its id.")
    ] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="PERIOD", help="When the target is due: 2029-03, 2028/29, 2030.")
    ] = "",
    area: Annotated[
        str | None, typer.Option("--area", metavar="CODE", help="The area, where there are several.")
    ] = None,
    value: Annotated[
        float | None, typer.Option("--value", metavar="V", help="What would a target of this value mean?")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since", metavar="DATE", formats=["%Y-%m-%d"], help="A total from this day on, not a level."
        ),
    ] = None,
    better: Annotated[
        str | None,
        typer.Option(
            "--better", metavar="WAY", help="increase or decrease, where the indicator does not say."
        ),
    ] = None,
    observations: ObservationsOption = None,
    series: Annotated[
        str | None, typer.Option("--series", metavar="ID", help="The series of --observations.")
    ] = None,
    peers: Annotated[
        list[str] | None,
        typer.Option(
            "--peers", metavar="PATTERN", help="Series of the file to compare with, such as 'waits-*'."
        ),
    ] = None,
    as_of: AsOfOption = None,
    out: OutOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Propose targets: the values with a chance of 90, 75, 50, 25 and 10%, other ways to set one, and what to beware of.

    For an indicator of the catalogue, or with --observations and --series for a series of your own file.
    Nothing is kept but the current course.
    """
    check_out(out)
    if not by:
        raise misuse("--by says when the target is due.")
    if better is not None and better not in _BETTER:
        raise misuse("--better takes increase or decrease.")
    if (observations is None) == (indicator is None) or (observations is None) != (series is None):
        raise misuse("Give an INDICATOR of the catalogue, or --observations with --series.")
    if observations is None and (peers or as_of is not None):
        raise misuse("--peers and --as-of are for --observations.")
    with mended():
        from forecasting.indicators import Direction
        from service.operations.proposal_rows import COLUMNS, rows_of

        way = None if better is None else Direction(better)
        day, place = None if since is None else since.date(), None
        if observations is not None and series is not None:
            found = _from_file(
                observations,
                series,
                by=by,
                value=value,
                since=day,
                way=way,
                peers=peers or [],
                as_of=day_of(as_of),
            )
        else:
            found, place = _from_store(str(indicator), by=by, area=area, value=value, since=day, way=way)
        if out is not None and out.suffix.lower() != ".json":
            write_rows(rows_of(found), COLUMNS, out=out, name="proposal")
            typer.echo(f"The proposal is in {out}.", err=True)
        elif out is not None:
            out.write_text(_as_json(found), encoding="utf-8")
            typer.echo(f"The proposal is in {out}.", err=True)
        elif style is Format.JSON:
            typer.echo(_as_json(found), nl=False)
        elif style is Format.CSV:
            emit(rows_of(found), COLUMNS, style=style, name="proposal")
        else:
            from service.cli.proposal_table import print_proposal

            print_proposal(found, place=place)


def _as_json(found: Proposal) -> str:
    from service.documents import to_document

    return json.dumps(to_document(found), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _from_file(
    observations: Path,
    series: str,
    *,
    by: str,
    value: float | None,
    since: date | None,
    way: Direction | None,
    peers: list[str],
    as_of: date | None,
) -> Proposal:
    from service.operations.bulk_files import read_bulk
    from service.operations.bulk_propose import propose_in_bulk

    given = read_bulk(observations, as_of=as_of)
    for note in given.notes:
        typer.echo(f"Note: {note}", err=True)
    return propose_in_bulk(
        given.series, series, by=by, value=value, since=since, direction=way, peers=peers, as_of=as_of
    )


def _from_store(
    indicator: str,
    *,
    by: str,
    area: str | None,
    value: float | None,
    since: date | None,
    way: Direction | None,
) -> tuple[Proposal, str | None]:
    """The proposal, and the name of its area."""
    from datetime import UTC

    from service.cli.progress import Bar
    from service.operations.courses import keep_courses
    from service.operations.current_course import series_asked
    from service.operations.installation import open_installation
    from service.operations.proposing import ProposalAsked, proposal_for
    from service.settings import load_settings
    from service.store.reads.observations import areas

    recorded = datetime.now(UTC)
    with Bar("Reading the catalogue") as bar:
        installation = open_installation(load_settings(), recorded=recorded, progress=bar.stage)
        try:
            with installation.store.read() as session:
                known = series_asked(session, indicator, area)
            keep_courses(installation, recorded=recorded, only=[(indicator, known.area)])
            asked = ProposalAsked(indicator, by, known.area, value, since, way)
            with installation.store.read() as session:
                places = areas(session, codes=[known.area])
                return proposal_for(session, asked), next((place.name for place in places), None)
        finally:
            installation.close()
