"""``headway reproduce``: make a stored judgement again, bit for bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.failures import FAILED, mended
from service.cli.options import Format, FormatOption

if TYPE_CHECKING:
    from service.operations.installation import Installation

_COLUMNS = (
    "assessment_id", "target_id", "as_of", "same", "close", "differs", "stored", "made", "missing", "engine",
    "code_version", "statement",
)  # fmt: skip


def reproduce(
    ids: Annotated[
        list[str],
        typer.Argument(
            metavar="ASSESSMENT_ID...", help="The key of a judgement, or a target for its current one."
        ),
    ],
    style: FormatOption = Format.TABLE,
) -> None:
    """Make stored judgements again from the release, the calibration and the seed that they rest on.

    Ends with exit code 1 where one comes out differently, naming the first field that differs, or cannot be made
    again, saying what is missing.
    """
    with mended():
        from service.cli.files import emit
        from service.cli.progress import Bar
        from service.cli.recalibrating import opened
        from service.operations.recalibration.reproducing import reproduce as reproduced

        with Bar("Reading") as bar, opened(bar) as installation:
            found = [reproduced(installation, _key(installation, one)) for one in ids]
        rows = [
            {
                "assessment_id": one.key,
                "target_id": one.target_id,
                "as_of": one.as_of.isoformat(),
                "same": "yes" if one.same else "no",
                "close": "yes" if one.close else "no",
                "differs": one.differs,
                "stored": None if one.stored is None else str(one.stored),
                "made": None if one.made is None else str(one.made),
                "missing": " ".join(one.missing) or None,
                "engine": one.engine or None,
                "code_version": one.code_version or None,
                "statement": one.statement,
            }
            for one in found
        ]
        if style is Format.TABLE:
            for one in found:
                typer.echo(f"{one.target_id} as of {one.as_of} ({one.key[:12]}): {one.statement}")
        else:
            emit(rows, _COLUMNS, style=style, name="reproduced")
        if not all(one.same for one in found):
            raise typer.Exit(FAILED)


def _key(installation: Installation, given: str) -> str:
    from service.store.reads.assessments import current_assessment

    with installation.store.read() as session:
        record = current_assessment(session, given, track=False)
    return given if record is None else record.key
