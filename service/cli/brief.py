"""``headway brief``: a page a target, two a mission, a pack of everything live."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.failures import mended, misuse
from service.cli.options import AsOfOption, day_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from service.briefing.making import Made
    from service.cli.progress import Bar
    from service.operations.installation import Installation


def brief(
    given: Annotated[
        str | None, typer.Argument(metavar="[MISSION|TARGET]", help="The mission or target, by its id.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="The stocktake: a page for every live target, with contents.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="The file; its ending is .html, .pdf or .md.", dir_okay=False
        ),
    ] = None,
    as_of: AsOfOption = None,
) -> None:
    """Write a briefing to take into a meeting: one page for a target, two for a mission.

    The same statistics give the same file. Everything is in it: charts, fonts, sources.
    """
    if (given is None) is not everything:
        raise misuse("Give a mission or a target, or --all.")
    if out is None:
        raise misuse("Give --out FILE, ending in .html, .pdf or .md.")
    with mended():
        from service.briefing.writing import form_of, written
        from service.cli.files import whole

        form = form_of(out)
        made = _made(given, day_of(as_of))
        body = written(made.note, form)
        with whole(out) as partial:
            partial.write_bytes(body)
    typer.echo(f"{made.note.title}: {out} ({len(body) / 1024:,.0f} kB).", err=True)


def _made(given: str | None, as_of: date | None) -> Made:
    from datetime import UTC, datetime

    from service.briefing.making import brief as of_one
    from service.briefing.stocktake import stocktake
    from service.charts.renderer import Renderer
    from service.cli.progress import Bar
    from service.operations.installation import open_installation
    from service.settings import load_settings

    recorded = datetime.now(UTC)
    with Bar("Reading the catalogue") as bar:
        installation = open_installation(load_settings(), recorded=recorded, progress=bar.stage)
        try:
            _judge(installation, _targets(installation, given, as_of), as_of, bar)
            bar.stage("Drawing", 0, 1)
            with Renderer(limit=60.0) as renderer, installation.store.read() as session:
                if given is None:
                    return stocktake(session, renderer, today=recorded.date(), as_of=as_of)
                return of_one(session, given, renderer, today=recorded.date(), as_of=as_of)
        finally:
            installation.close()


def _targets(installation: Installation, given: str | None, as_of: date | None) -> list[str]:
    """The targets that the briefing speaks of; of a name nobody knows, none."""
    from service.briefing.gathering import running_targets, targets_of
    from service.store.reads import catalogue

    with installation.store.read() as session:
        if given is None:
            # Another day had other targets to pursue.
            order = running_targets(session, ever=as_of is not None)
            return [target for _, targets in order for target in targets]
        if catalogue.mission(session, given) is not None:
            return list(targets_of(session, given))
        return [given] if catalogue.target(session, given) is not None else []


def _judge(installation: Installation, targets: Sequence[str], as_of: date | None, bar: Bar) -> None:
    """Bring the judgements that the briefing reads up to date, with what moved them."""
    from datetime import UTC, datetime

    from service.operations.earlier import judge_earlier
    from service.operations.explain import explain_changes
    from service.operations.judging import judge_targets

    if not targets:
        return
    recorded = datetime.now(UTC)
    judge_targets(
        installation,
        recorded=recorded,
        targets=targets,
        as_of=as_of,
        progress=lambda done, total: bar.stage("Judging", done, total),
    )
    if as_of is None:
        bar.stage("Explaining what has moved", 0, 1)
        judge_earlier(installation, recorded=recorded, wanted=targets)
        explain_changes(installation, recorded=recorded, targets=targets)
