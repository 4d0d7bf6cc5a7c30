"""``headway ingest``: publishers' newest releases, or a file of theirs, into the store."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.calendar import print_calendar
from service.cli.failures import FAILED, mended, misuse
from service.cli.files import check_out, write_rows
from service.cli.ingest_report import print_report, print_sources
from service.cli.options import Format, FormatOption

if TYPE_CHECKING:
    from datasets.fetch import Fetcher
    from service.operations.ingest_report import Loaded, Wishes
    from service.settings import Settings

_FIGURES = (
    "table",
    "measure",
    "area",
    "area_name",
    "period",
    "frequency",
    "value",
    "status",
    "symbol",
    "groups",
    "place",
)


def ingest(
    sources: Annotated[
        list[str] | None,
        typer.Argument(help="Publishers or sources (nhs-england, nhs-england/rtt); all if none is named."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="FILE", help="Load a file that is here already.", dir_okay=False),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="ID", help="Which source reads the file.")
    ] = None,
    open_sdg: Annotated[
        str | None,
        typer.Option(
            "--open-sdg", metavar="FOLDER_OR_URL", help="Make a catalogue folder of an Open SDG repository."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="PATH",
            help="With --file: write its figures to a table. With --open-sdg: the folder.",
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", "--dry-run", help="Do everything but write.")] = False,
    indicator: Annotated[
        list[str] | None,
        typer.Option("--indicator", metavar="ID", help="Only this indicator; may be repeated."),
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Load what the file holds, though some of it is missing.")
    ] = False,
    correct: Annotated[
        bool, typer.Option("--correct", help="The copy held of the same release was wrong: this one counts.")
    ] = False,
    carry_over: Annotated[
        bool,
        typer.Option(
            "--carry-over",
            help="Add up the counts of authorities that were merged, for the years before the new one.",
        ),
    ] = False,
    new_indicators: Annotated[
        bool,
        typer.Option(
            "--new-indicators",
            help="With --file: define the indicators of a tidy table that no catalogue knows, to be completed by hand.",
        ),
    ] = False,
    published: Annotated[
        str | None,
        typer.Option("--published", metavar="DATE", help="When the file came out, if it does not say."),
    ] = None,
    embargo: Annotated[
        str | None,
        typer.Option(
            "--embargo",
            metavar="INSTANT",
            help="Before when the figures are nobody's: 2026-12-01T09:30 in London, a day for half past nine, or none.",
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option("--allow-host", metavar="HOST", help="Fetch from this host too.")
    ] = None,
    judge: Annotated[
        bool, typer.Option("--judge/--no-judge", help="Judge the targets that new figures concern.")
    ] = True,
    every: Annotated[bool, typer.Option("--all", help="Look at every source, due or not.")] = False,
    due: Annotated[
        bool, typer.Option("--due", help="Show the release calendar: what is due, and when.")
    ] = False,
    names: Annotated[bool, typer.Option("--list", help="List the sources.")] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Load publishers' figures: every release is kept, each is loaded whole or not at all.

    Without a name, the sources whose next figures are due by the calendar, or whose last look failed.
    """
    if sum(bool(choice) for choice in (sources, file, open_sdg, names, due)) > 1:
        raise misuse("Choose sources, --file, --open-sdg, --due or --list.")
    if source and not file:
        raise misuse("--source goes with --file; name sources to fetch without it.")
    with mended():
        from datasets.dates import KnownDate
        from service.operations.ingest_report import Wishes
        from service.store.embargo import instant_of

        if names:
            print_sources(style)
            return
        if due:
            print_calendar(style)
            return
        if open_sdg is not None:
            _open_sdg(open_sdg, out, tuple(allow_host or ()))
            return
        if out is not None:
            if file is None:
                raise misuse("--out goes with --file or --open-sdg.")
            check_out(out)
            _figures(file, source, out)
            return
        if new_indicators:
            if file is None or check:
                raise misuse("--new-indicators goes with --file, and not with --check.")
            _define(file, tuple(indicator or ()))
        wishes = Wishes(
            check,
            tuple(indicator or ()),
            partial,
            correct,
            None if published is None else KnownDate.parse(published),
            carry_over,
            None if embargo is None else instant_of(embargo),
        )
        found = _loaded(
            sources or [], file, source, wishes, tuple(allow_host or ()), judge=judge, every=every
        )
    print_report(found, style)
    if any(one.error is not None for one in found):
        raise typer.Exit(FAILED)


def _loaded(
    sources: Sequence[str],
    file: Path | None,
    source: str | None,
    wishes: Wishes,
    hosts: tuple[str, ...],
    *,
    judge: bool,
    every: bool,
) -> list[Loaded]:
    from datetime import UTC, datetime

    from service.cli.progress import Bar
    from service.operations.gathering import gather, sources_to_visit
    from service.operations.ingest import open_ingest, targets_concerned
    from service.operations.installation import open_installation
    from service.operations.sources import note_visit
    from service.settings import load_settings

    settings = load_settings()
    with Bar("Reading the catalogue") as bar:
        installation = open_installation(settings, recorded=datetime.now(UTC), progress=bar.stage)
        try:
            loading = open_ingest(settings, installation, now=lambda: datetime.now(UTC))
            if file is not None:
                bar.stage(f"Loading {file.name}", 0, 1)
                found = [loading.file(file, source=source, wishes=wishes)]
                note_visit(installation, found[0], at=datetime.now(UTC))
            else:
                now = datetime.now(UTC)
                chosen = sources_to_visit(loading, sources, today=None if every else now.date())
                if not chosen:
                    typer.echo("Nothing is due; --all looks at every source.", err=True)
                found = gather(
                    loading,
                    chosen,
                    fetcher=lambda one: _fetcher({*one.hosts, *hosts}),
                    wishes=wishes,
                    progress=bar.stage,
                )
            concerned = targets_concerned(loading.catalogue, found)
            if judge and concerned:
                from service.operations.standing import bring_up_to_date

                bring_up_to_date(installation, recorded=datetime.now(UTC), targets=concerned, stage=bar.stage)
                typer.echo(f"{len(concerned):,} targets judged anew.", err=True)
        finally:
            installation.close()
    return found


def _fetcher(hosts: set[str]) -> Fetcher:
    from datetime import UTC, datetime

    from datasets.fetch import Fetcher

    return Fetcher(hosts, clock=lambda: datetime.now(UTC))


def _open_sdg(address: str, out: Path | None, hosts: tuple[str, ...]) -> None:
    from datasets.sources.open_sdg import read_repository
    from datasets.sources.open_sdg_catalogue import write_catalogue
    from datasets.sources.open_sdg_files import archive_address, archive_files, folder_files, name_of
    from service.settings import load_settings

    settings: Settings = load_settings()
    name = name_of(address)
    if "://" in address:
        url = archive_address(address)
        with _fetcher({"codeload.github.com", *hosts}) as fetcher:
            files = archive_files(name, fetcher.file(url).data)
    else:
        files = folder_files(Path(address))
    repository = read_repository(name, files)
    written = write_catalogue(repository, out or settings.home / "catalogues" / name)
    typer.echo(
        f"{written.indicators:,} indicators, {written.targets:,} targets and {written.observations:,} observations "
        f"in {written.folder}"
    )
    for text in (*repository.problems, *written.left_out):
        typer.echo(f"Left out: {text}", err=True)
    typer.echo(f"Use it: HEADWAY_CATALOGUE={written.folder} headway assess", err=True)


def _define(file: Path, wanted: tuple[str, ...]) -> None:
    from datasets.catalogue import bundled_folder, load_catalogue
    from datasets.reading.new_indicators import unknown_indicators, write_indicators
    from datasets.sources.registry import source_named
    from service.operations.ingest import read_bytes
    from service.settings import load_settings

    settings = load_settings()
    folders = [*([bundled_folder()] if settings.bundled else []), *settings.folders]
    known = load_catalogue(folders).indicators if folders else {}
    publication = source_named("tidy").read(file.name, read_bytes(file))
    entries = unknown_indicators(publication, known)
    entries = {name: entry for name, entry in entries.items() if not wanted or name in wanted}
    if entries:
        path = write_indicators(entries, settings.own_catalogue, file=file.name)
        typer.echo(f"{len(entries):,} indicators defined in {path}; complete them there.", err=True)


def _figures(file: Path, source: str | None, out: Path) -> None:
    from datasets.sources.registry import recognise, source_named
    from service.operations.ingest import read_bytes

    data = read_bytes(file)
    publication = (
        recognise(file.name, data)[1] if source is None else source_named(source).read(file.name, data)
    )
    rows = [
        {
            "table": table.name,
            "measure": item.measure,
            "area": item.area,
            "area_name": item.area_name,
            "period": None if item.period is None else str(item.period),
            "frequency": None if item.period is None else item.period.frequency.value,
            "value": item.value,
            "status": item.status.value,
            "symbol": item.symbol,
            "groups": json.dumps(dict(item.dimensions), ensure_ascii=False),
            "place": item.place,
        }
        for table in publication.tables
        for item in table.figures()
    ]
    write_rows(rows, _FIGURES, out=out, name="figures")
    typer.echo(f"{len(rows):,} figures in {out}", err=True)
