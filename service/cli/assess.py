"""``headway assess``: is each target on track?"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli.failures import mended, misuse
from service.cli.files import check_out, emit, write_rows
from service.cli.options import AsOfOption, Format, FormatOption, ObservationsOption, OutOption, day_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from forecasting.labels import LabelSet
    from service.operations.bulk_assess import BulkTarget
    from service.operations.bulk_files import BulkInput
    from service.operations.installation import Installation
    from service.operations.judging import Assessed
    from service.operations.yardsticks import Rebases, SideBySide

Rows = list[dict[str, Any]]
_ENOUGH = 5  # with fewer figures the labels for short series apply


def assess(
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="TARGET", help="Targets by their id; without any, all.")
    ] = None,
    mission: Annotated[str | None, typer.Option("--mission", metavar="ID", help="One mission only.")] = None,
    as_of: AsOfOption = None,
    observations: ObservationsOption = None,
    targets_file: Annotated[
        Path | None,
        typer.Option(
            "--targets",
            metavar="FILE",
            help="Your own targets (CSV or Parquet), one a row, on the series of --observations.",
            dir_okay=False,
        ),
    ] = None,
    out: OutOption = None,
    style: FormatOption = Format.TABLE,
    yardsticks: Annotated[
        bool,
        typer.Option(
            "--yardsticks", help="What thirteen public methods say of each target, side by side with ours."
        ),
    ] = False,
    rebases: Annotated[
        Path | None,
        typer.Option(
            "--rebases",
            metavar="FILE",
            help="With --yardsticks: where control charts begin anew (CSV: target_id, period, accepted_by, accepted, "
            "reason).",
            dir_okay=False,
            exists=True,
        ),
    ] = None,
    label_set: Annotated[
        str | None,
        typer.Option(
            "--label-set",
            metavar="ID",
            envvar="HEADWAY_LABEL_SET",
            help="Call the chances by another set of labels: one in label-sets/ of a folder of yours.",
        ),
    ] = None,
) -> None:
    """Judge targets: how likely each is to be met on the current course, by how much it falls short, when it is reached.

    Without files, the targets of the catalogue on the statistics in the store, which is filled on first use.
    With --observations and --targets, your own: no catalogue is needed, and nothing is stored.
    """
    check_out(out)
    if (observations is None) != (targets_file is None):
        raise misuse("--observations and --targets go together.")
    if observations is not None and mission is not None:
        raise misuse("--mission is for the catalogue; a file has no missions.")
    if yardsticks and label_set is not None:
        raise misuse("--yardsticks shows the labels of public methods; --label-set is for ours.")
    if rebases is not None and not yardsticks:
        raise misuse("--rebases goes with --yardsticks.")
    with mended():
        from service.operations.rows import COLUMNS

        if yardsticks:
            from service.cli.yardsticks import give
            from service.operations.rebases_file import read_rebases

            accepted = None if rebases is None else read_rebases(rebases)
            if observations is not None and targets_file is not None:
                compared = _compared_from_files(observations, targets_file, targets, day_of(as_of), accepted)
            else:
                compared = _compared_from_store(targets, mission, day_of(as_of), accepted)
            give(compared, out=out, style=style)
            return
        labels = _labels(label_set)
        if observations is not None and targets_file is not None:
            rows = _from_files(observations, targets_file, targets, day_of(as_of), labels)
            columns: tuple[str, ...] = COLUMNS
        else:
            rows = _from_store(targets, mission, day_of(as_of), labels)
            columns = ("mission_id", *COLUMNS)
        if labels is not None:
            from service.operations.label_set_rows import LABEL_COLUMNS

            columns = (*columns, *LABEL_COLUMNS)
        if out is not None:
            write_rows(rows, columns, out=out, name="assessments")
            typer.echo(f"{len(rows):,} judgements in {out}.", err=True)
        elif style is Format.TABLE:
            _print(rows)
        else:
            emit(rows, columns, style=style, name="assessments")


def _labels(label_set: str | None) -> LabelSet | None:
    """The label set asked for, of the bundle or of a folder of the user's."""
    if label_set is None:
        return None
    from service.operations.label_sets import chosen, label_sets_in
    from service.settings import load_settings

    return chosen([one for _, one in label_sets_in(load_settings().folders)], label_set)


def _from_files(
    observations: Path, targets: Path, wanted: list[str] | None, as_of: date | None, labels: LabelSet | None
) -> Rows:
    from service.operations.label_set_rows import labelled_row

    given, chosen = _read(observations, targets, wanted, as_of)
    rows = _judged(given, chosen, as_of)
    if labels is None:
        return rows
    few = {name: len(series.values) < _ENOUGH for name, series in given.series.items()}
    return [labelled_row(row, labels, short_data=few.get(row["series_id"], False)) for row in rows]


def _compared_from_files(
    observations: Path, targets: Path, wanted: list[str] | None, as_of: date | None, rebases: Rebases | None
) -> list[SideBySide]:
    from service.cli.tables import percent
    from service.operations.bulk_yardsticks import compared_in_bulk

    given, chosen = _read(observations, targets, wanted, as_of)
    rows = _judged(given, chosen, as_of)
    return compared_in_bulk(given.series, chosen, rows, shown=percent, as_of=as_of, rebases=rebases)


def _read(
    observations: Path, targets: Path, wanted: list[str] | None, as_of: date | None
) -> tuple[BulkInput, list[BulkTarget]]:
    from service.operations.bulk_files import read_bulk
    from service.operations.errors import TargetUnknown

    given = read_bulk(observations, targets, as_of=as_of)
    for note in given.notes:
        typer.echo(f"Note: {note}", err=True)
    known = [item.target.id for item in given.targets]
    for name in wanted or ():
        if name not in known:
            raise TargetUnknown(name, known=known)
    return given, [item for item in given.targets if not wanted or item.target.id in wanted]


def _judged(given: BulkInput, chosen: list[BulkTarget], as_of: date | None) -> Rows:
    from forecasting.judging.record import record_for
    from service.cli.progress import Bar
    from service.operations.bulk_assess import assess_in_bulk

    with Bar("Judging") as bar:
        return assess_in_bulk(given.series, chosen, evidence_for=record_for, as_of=as_of, progress=bar)


def _from_store(
    targets: list[str] | None, mission: str | None, as_of: date | None, labels: LabelSet | None
) -> Rows:
    from forecasting.labelling import rests_on_few
    from service.operations.judging import document_row
    from service.operations.label_set_rows import labelled_row

    with _installation_judged(targets, mission, as_of) as (_, judged):
        rows = [document_row(item) | {"shown": item.assessment.probability_shown} for item in judged]
        if labels is None:
            return rows
        return [
            labelled_row(row, labels, short_data=rests_on_few(item.assessment))
            for row, item in zip(rows, judged, strict=True)
        ]


def _compared_from_store(
    targets: list[str] | None, mission: str | None, as_of: date | None, rebases: Rebases | None
) -> list[SideBySide]:
    from service.operations.yardsticks import compared

    with _installation_judged(targets, mission, as_of) as (installation, _):
        return compared(installation, targets, mission=mission, as_of=as_of, rebases=rebases)


@contextmanager
def _installation_judged(
    targets: list[str] | None, mission: str | None, as_of: date | None
) -> Iterator[tuple[Installation, list[Assessed]]]:
    from datetime import UTC, datetime

    from service.cli.progress import Bar
    from service.operations.embargoes import ahead
    from service.operations.explain import explain_changes
    from service.operations.installation import open_installation
    from service.operations.judging import judge_targets
    from service.settings import load_settings
    from service.store.embargo import in_london

    recorded = datetime.now(UTC)
    with Bar("Reading the catalogue") as bar:
        installation = open_installation(load_settings(), recorded=recorded, progress=bar.stage)
        try:
            judged = judge_targets(
                installation,
                recorded=recorded,
                targets=targets,
                mission=mission,
                as_of=as_of,
                progress=lambda done, total: bar.stage("Judging", done, total),
            )
            if as_of is None:
                names = [item.target_id for item in judged]
                explain_changes(installation, recorded=recorded, targets=names)
                for then in ahead(installation, recorded=recorded, among=set(names)):
                    typer.echo(
                        f"Figures under embargo until {in_london(then.instant)} have a judgement of their own for "
                        f"{', '.join(then.targets)}: those with early access see it. What is shown here is public.",
                        err=True,
                    )
            yield installation, judged
        finally:
            installation.close()


def _print(rows: Rows) -> None:
    from service.cli.assessment_table import assessment_table, left_out
    from service.cli.tables import show

    show(assessment_table(rows))
    if left_out(len(rows)):
        typer.echo(left_out(len(rows)), err=True)
