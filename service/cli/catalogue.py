"""``headway catalogue``: check it, list it, begin your own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli import editing
from service.cli.failures import FAILED, mended, misuse
from service.cli.files import emit
from service.cli.options import Format, FormatOption

if TYPE_CHECKING:
    from datasets.catalogue import Catalogue
    from datasets.errors import FileInvalid

app = typer.Typer(
    help="The catalogue: check it, list it, begin your own.",
    no_args_is_help=True,
)

editing.register(app)

_MISSIONS = ("mission_id", "title", "jurisdiction", "status", "indicators", "targets")
_INDICATORS = ("mission_id", "indicator_id", "title", "unit", "frequency", "publisher")
_TARGETS = ("mission_id", "target_id", "title", "kind", "asked", "due", "area", "status")


@app.command()
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="A folder of your own; without one, the bundled catalogue and HEADWAY_CATALOGUE."
        ),
    ] = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Check catalogue files and their figures; every problem names file, line, key, value and remedy."""
    with mended():
        from datasets.errors import FileInvalid

        try:
            catalogue, observations = _checked(folder)
        except FileInvalid as error:
            if style is Format.TABLE:
                raise
            _print_problems(error, style)
            raise typer.Exit(FAILED) from error
        _check_label_sets(folder)
        moved = _changed_beneath()
        counts = {
            "missions": len(catalogue.missions),
            "indicators": len(catalogue.indicators),
            "targets": len(catalogue.targets),
            "observations": observations,
        }
        if style is Format.TABLE:
            said = ", ".join(f"{count:,} {name}" for name, count in counts.items())
            typer.echo(f"No problem found: {said}.")
            for message in moved:
                typer.echo(f"Note: {message}", err=True)
        elif style is Format.JSON:
            typer.echo(json.dumps({**counts, "problems": [], "warnings": moved}))
        else:
            emit([], _PROBLEM, style=style, name="problems")


def _changed_beneath() -> list[str]:
    """What to say of editors' entries that override something that has changed since; an empty store says nothing."""
    from service.settings import load_settings
    from service.store import open_store
    from service.store.address import Address
    from service.store.reads.edits import changed_beneath

    url = load_settings().store_url
    path = Address.parse(url).path
    if path is not None and not path.exists():
        return []
    with open_store(url) as store, store.read() as session:
        return [one.message for one in changed_beneath(session)]


def _check_label_sets(folder: Path | None) -> None:
    from service.operations.label_sets import label_sets_in
    from service.settings import load_settings

    label_sets_in(load_settings().folders if folder is None else [folder])


_PROBLEM = ("file", "line", "field", "value", "code", "message", "remedy")


def _print_problems(error: FileInvalid, style: Format) -> None:
    rows = [
        {
            **{name: getattr(problem, name) for name in _PROBLEM},
            "value": None if problem.value is None else str(problem.value),
        }
        for problem in error.problems
    ]
    emit(rows, _PROBLEM, style=style, name="problems")


def _checked(folder: Path | None) -> tuple[Catalogue, int]:
    from datasets.catalogue import bundled_folder, load_catalogue
    from datasets.observations import load_statistics
    from datasets.reading.folder import load_folder_statistics
    from service.settings import load_settings

    settings = load_settings()
    bundled = [bundled_folder()] if settings.bundled else []
    own = [folder] if folder is not None else list(settings.folders)
    catalogue = load_catalogue([*bundled, *own])
    count = sum(len(load_folder_statistics(path, catalogue.indicators).observations) for path in own)
    if settings.bundled and folder is None:
        count += len(load_statistics(load_catalogue(bundled).indicators).observations)
    return catalogue, count


@app.command("list")
def list_entries(
    mission: Annotated[str | None, typer.Option("--mission", metavar="ID", help="One mission only.")] = None,
    indicators: Annotated[bool, typer.Option("--indicators", help="List indicators.")] = False,
    targets: Annotated[bool, typer.Option("--targets", help="List targets.")] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """List missions, or their indicators or targets."""
    if indicators and targets:
        raise misuse("Choose --indicators or --targets.")
    with mended():
        catalogue = _loaded()
        if mission is not None and mission not in catalogue.missions:
            from service.operations.errors import MissionUnknown

            raise MissionUnknown(mission, known=catalogue.missions)
        name, columns, rows = _rows(catalogue, mission, indicators, targets)
        if style is not Format.TABLE:
            emit(rows, columns, style=style, name=name)
            return
        from service.cli.tables import new_table, show

        table = new_table(*(column.removesuffix("_id").capitalize() for column in columns))
        for row in rows:
            table.add_row(*("" if row[column] is None else str(row[column]) for column in columns))
        show(table)


def _loaded() -> Catalogue:
    from datasets.catalogue import bundled_folder, load_catalogue
    from service.settings import load_settings

    settings = load_settings()
    return load_catalogue([*([bundled_folder()] if settings.bundled else []), *settings.folders])


def _rows(
    catalogue: Catalogue, mission: str | None, indicators: bool, targets: bool
) -> tuple[str, tuple[str, ...], list[dict[str, Any]]]:
    def wanted(owner: str) -> bool:
        return mission is None or owner == mission

    if indicators:
        found = [
            {
                "mission_id": entry.mission,
                "indicator_id": entry.id,
                "title": entry.title,
                "unit": entry.unit,
                "frequency": entry.frequency.value,
                "publisher": entry.publisher,
            }
            for entry in catalogue.indicators.values()
            if wanted(entry.mission)
        ]
        return "indicators", _INDICATORS, found
    if targets or mission is not None:
        return "targets", _TARGETS, _target_rows(catalogue, mission)
    rows = [
        {
            "mission_id": entry.id,
            "title": entry.title,
            "jurisdiction": entry.jurisdiction,
            "status": entry.status.value,
            "indicators": sum(1 for _ in catalogue.indicators_of(entry.id)),
            "targets": sum(1 for _ in catalogue.targets_of(entry.id)),
        }
        for entry in catalogue.missions.values()
    ]
    return "missions", _MISSIONS, rows


def _target_rows(catalogue: Catalogue, mission: str | None) -> list[dict[str, Any]]:
    from service.cli.tables import figure

    rows = []
    for entry in catalogue.targets.values():
        if mission is not None and entry.mission != mission:
            continue
        sign = "" if entry.comparator is None else entry.comparator.value
        due = entry.window.end if entry.window is not None and entry.window.end else entry.period
        rows.append(
            {
                "mission_id": entry.mission,
                "target_id": entry.id,
                "title": entry.title,
                "kind": entry.kind.value,
                "asked": f"{sign} {figure(entry.value)}".strip() or None,
                "due": None if due is None else str(due),
                "area": entry.area,
                "status": entry.status.value,
            }
        )
    return rows


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="A folder that is empty or does not exist yet.")],
) -> None:
    """Write a commented example of a catalogue of your own, which works at once."""
    with mended():
        from datasets.catalogue.scaffolding import write_example

        for path in write_example(folder):
            typer.echo(str(path))
        typer.echo(f"Check it: headway catalogue check {folder}", err=True)
        typer.echo(f"Use it: HEADWAY_CATALOGUE={folder} headway assess", err=True)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="A folder that is empty or does not exist yet.")],
    mission: Annotated[str | None, typer.Option("--mission", metavar="ID", help="One mission only.")] = None,
) -> None:
    """Write the catalogue of the store back as YAML, one file a mission."""
    with mended():
        from datetime import UTC, datetime

        from service.operations.export_catalogue import export_catalogue
        from service.operations.installation import open_installation
        from service.settings import load_settings

        installation = open_installation(load_settings(), recorded=datetime.now(UTC))
        try:
            for path in export_catalogue(installation, folder, mission=mission):
                typer.echo(str(path))
        finally:
            installation.close()
