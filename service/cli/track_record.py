"""``headway track-record``: what was said of targets whose outcome is known, and what it was worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.failures import mended, misuse
from service.cli.files import check_out, emit, write_rows
from service.cli.options import Format, FormatOption, OutOption

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlmodel import Session

    from forecasting.past_calls import PastCall, PublishedWord
    from service.operations.track_record_rows import Selection


def track_record(
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="[TARGET]...", help="Targets, by id; all unless named.")
    ] = None,
    mission: Annotated[str | None, typer.Option("--mission", help="Only targets of this mission.")] = None,
    footing: Annotated[
        str | None,
        typer.Option("--footing", help="Only calls that were `served` at the time, or `replayed`."),
    ] = None,
    calls: Annotated[bool, typer.Option("--calls", help="List every call instead of the sums.")] = False,
    words: Annotated[
        bool,
        typer.Option(
            "--words", help="List what others said, with ours on the same day, instead of the sums."
        ),
    ] = False,
    out: OutOption = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Score what was said of targets whose outcome is known, beside simpler rules and others' published word.

    Calls made while the outcome was open are `served`; the others are `replayed` from what was known on the last
    day of each year, and say so. A gain is the difference in Brier score; its error knows that calls on one
    indicator belong together. What official bodies said while targets ran, live ones too, is listed by `--words`.
    """
    check_out(out)
    if calls and words:
        raise misuse("--calls and --words list different things; ask for one of them.")
    with mended():
        found, said = _read(targets or [], mission, _footing(footing))
        if words:
            _write_words(said, out=out, style=style)
        else:
            _write(found, said, calls=calls, out=out, style=style)


def _footing(given: str | None) -> tuple[str, ...]:
    from forecasting.past_calls import Footing

    known = [one.value for one in Footing]
    if given is not None and given not in known:
        raise misuse(f"--footing is one of {', '.join(known)}, not “{given}”.")
    return () if given is None else (given,)


def _read(
    targets: Sequence[str], mission: str | None, footings: tuple[str, ...]
) -> tuple[tuple[PastCall, ...], tuple[PublishedWord, ...]]:
    from datetime import UTC, datetime

    from forecasting.past_calls import Footing
    from service.cli.progress import Bar
    from service.operations.installation import open_installation
    from service.operations.judging import judge_targets
    from service.operations.track_record import keep_track_record
    from service.operations.track_record_rows import Selection, calls_on_record, words_on_record
    from service.settings import load_settings

    recorded = datetime.now(UTC)
    with Bar("Reading the catalogue") as bar:
        installation = open_installation(load_settings(), recorded=recorded, progress=bar.stage)
        try:
            judge_targets(
                installation,
                recorded=recorded,
                progress=lambda done, total: bar.stage("Judging", done, total),
            )
            keep_track_record(
                installation,
                recorded=recorded,
                progress=lambda done, total: bar.stage("Replaying past targets", done, total),
            )
            chosen = Selection(
                missions=() if mission is None else (mission,),
                targets=tuple(targets),
                footings=tuple(Footing(one) for one in footings),
            )
            with installation.store.read() as session:
                _refuse_unknown(session, chosen)
                return calls_on_record(session, chosen), words_on_record(session, chosen)
        finally:
            installation.close()


def _refuse_unknown(session: Session, chosen: Selection) -> None:
    from service.operations.errors import MissionUnknown, TargetUnknown
    from service.store.reads.catalogue import missions
    from service.store.reads.catalogue import targets as every_target

    known = [one.id for one in every_target(session)]
    for name in chosen.targets:
        if name not in known:
            raise TargetUnknown(name, known=known)
    ids = [one.id for one in missions(session)]
    for name in chosen.missions:
        if name not in ids:
            raise MissionUnknown(name, known=ids)


def _write_words(said: Sequence[PublishedWord], *, out: Path | None, style: Format) -> None:
    from service.cli.track_record_table import print_words
    from service.operations.track_record_rows import (
        WORD_COLUMNS,
        WORDS_STATEMENT,
        word_document,
        word_rows,
    )

    if out is not None:
        write_rows(list(word_rows(said)), WORD_COLUMNS, out=out, name="words")
    elif style is Format.JSON:
        import json

        typer.echo(json.dumps({"words": [word_document(one) for one in said]}, ensure_ascii=False, indent=1))
    elif style is Format.CSV:
        emit(list(word_rows(said)), WORD_COLUMNS, style=style, name="words")
    else:
        print_words(said)
    typer.echo(WORDS_STATEMENT, err=True)


def _write(
    found: Sequence[PastCall],
    said: Sequence[PublishedWord],
    *,
    calls: bool,
    out: Path | None,
    style: Format,
) -> None:
    from service.cli.track_record_table import print_calls, print_record
    from service.operations.track_record_rows import (
        CALL_COLUMNS,
        GROUP_COLUMNS,
        STATEMENT,
        call_document,
        call_rows,
        group_rows,
        record_document,
    )

    document = record_document(found, said)
    columns = CALL_COLUMNS if calls else GROUP_COLUMNS
    rows = list(call_rows(found) if calls else group_rows(document))
    if out is not None:
        write_rows(rows, columns, out=out, name="track_record")
    elif style is Format.JSON:
        import json

        shown = {"calls": [call_document(one) for one in found]} if calls else document
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    elif style is Format.CSV:
        emit(rows, columns, style=style, name="track_record")
    elif calls:
        print_calls(found)
    else:
        print_record(document)
    typer.echo(STATEMENT, err=True)
