"""What can go wrong between a file and the statistics in it, and what its owner can do about it.

::

    HeadwayError
    └── DatasetError
        ├── FieldRejected          one value cannot be read (collected into a FileInvalid)
        │   └── WordRejected       a word that is none of the few allowed
        ├── FileUnusable           nothing in the file can be read
        │   ├── FileMissing
        │   ├── FileEmpty
        │   ├── FileTooLarge
        │   ├── FileNotText
        │   ├── ColumnsMissing
        │   └── FileUnreadable     not the format it claims to be
        ├── FolderNotEmpty         an example is never written over something
        ├── PublicationUnknown     as-of work needs publication dates the file does not give
        └── FileInvalid            the file can be read, but entries in it are wrong
            ├── CatalogueInvalid
            ├── ObservationsInvalid
            └── TargetsInvalid

A ``FileInvalid`` carries every ``Problem`` found, not only the first: each names file, line (or row),
key (or column), value and remedy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from forecasting.errors import HeadwayError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file: where it is, what it says, what to do.

    ``line`` counts from 1 in the file itself, so that an editor jumps to it; in a table the header is line 1.
    ``allowed`` are the words that may stand there, where there are few.
    """

    code: str
    message: str
    remedy: str = ""
    file: str = ""
    line: int | None = None
    field: str | None = None
    value: object = None
    allowed: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """File and line, as editors and terminals link them."""
        return self.file if self.line is None else f"{self.file}:{self.line}"

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.place, self.field) if part)
        said = f"{self.message} {self.remedy}".rstrip()
        return f"{where}: {said}" if where else said


class DatasetError(HeadwayError):
    """A file of statistics or a catalogue that its owner can mend."""

    code = "dataset_error"


class FieldRejected(DatasetError):
    """One value cannot be read as what its key asks for."""

    code = "field_rejected"


class WordRejected(FieldRejected):
    """A word that is none of the few allowed."""

    code = "word_rejected"

    def __init__(self, message: str, *, value: object, remedy: str, allowed: tuple[str, ...]) -> None:
        super().__init__(message, value=value, remedy=remedy)
        self.allowed = allowed


class FileUnusable(DatasetError):
    """Nothing in the file can be read."""

    code = "file_unusable"


class FileMissing(FileUnusable):
    """There is no such file or folder."""

    code = "file_missing"


class FileEmpty(FileUnusable):
    """The file holds no rows."""

    code = "file_empty"


class FileTooLarge(FileUnusable):
    """The file is larger than the limit in force."""

    code = "file_too_large"


class FileNotText(FileUnusable):
    """The file is not UTF-8 text."""

    code = "file_not_utf8"


class ColumnsMissing(FileUnusable):
    """The table lacks columns it must have, or has one twice."""

    code = "columns_missing"


class FolderNotEmpty(DatasetError):
    """A folder to be written already holds something."""

    code = "folder_not_empty"


class PublicationUnknown(DatasetError):
    """What was known on a day cannot be told, because the file gives no publication dates."""

    code = "publication_unknown"


class FileUnreadable(FileUnusable):
    """The file is not what its name says it is."""

    code = "file_unreadable"


class FileInvalid(DatasetError):
    """The file can be read, but things in it are wrong; ``problems`` lists them."""

    code = "file_invalid"

    def __init__(self, problems: Iterable[Problem], *, suppressed: int = 0) -> None:
        self.problems = tuple(problems)
        self.suppressed = suppressed
        total = len(self.problems) + suppressed
        lines = [str(problem) for problem in self.problems]
        if suppressed:
            lines.append(f"… and {suppressed} more.")
        first = self.problems[0] if self.problems else None
        super().__init__(
            f"{total} problem{'' if total == 1 else 's'} found:\n" + "\n".join(lines),
            field=first.field if first else None,
            value=first.value if first else None,
        )
        self.remedy = first.remedy if first else None


class CatalogueInvalid(FileInvalid):
    """Entries of the catalogue are wrong."""

    code = "catalogue_invalid"


class ObservationsInvalid(FileInvalid):
    """Rows of an observations file are wrong."""

    code = "observations_invalid"


class TargetsInvalid(FileInvalid):
    """Rows of a targets file are wrong."""

    code = "targets_invalid"
