"""Whether a text file of rows is there to its end, or a download broke off within it.

A file that was cut within its last number still looks like a table, and the number like a number. Most files
end with a line end, and one that does not is looked at more closely: the last row must then be where a file
of this order would end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise

from datasets.sources.errors import FileRefused
from datasets.sources.moments import read_moment

_LOOKED_AT = 200
_NEARLY_ALL = 20
Line = Sequence[str]


def refuse_cut(name: str, lines: Sequence[Line], *, ended: bool) -> None:
    """Refuse rows (a header, then the body) that end where no file would. Raises FileRefused."""
    body = lines[1:]
    if not body:
        return
    width = Counter(len(row) for row in body).most_common(1)[0][0]
    last = body[-1]
    if len(last) < width and (not ended or all(len(row) >= width for row in body[:-1])):
        raise _cut(name, f"ends in the middle of a row ({len(last)} of {width} columns)")
    if not ended and not _ends_a_series(body):
        raise _cut(name, "ends without a line end and in the middle of a series")
    if not ended and _is_short(body):
        raise _cut(
            name, f"ends without a line end and with “{last[-1]}”, which looks like the beginning of a number"
        )


def _cut(name: str, how: str) -> FileRefused:
    return FileRefused(
        f"{name} {how}.",
        field="file",
        value=name,
        remedy="The download broke off; fetch it again. If the file is whole, end its last line.",
    )


def _ends_a_series(body: Sequence[Line]) -> bool:
    """Whether the last row ends a run of periods as others end, or a block of one period as long as the one before."""
    column = _period_column(body)
    if column is None:
        return True
    days = [
        period.end.toordinal()
        for row in body
        if column < len(row) and (period := read_moment(row[column])) is not None
    ]
    if sum(one == other for one, other in pairwise(days)) * 2 > len(days):
        blocks = [len(list(members)) for _, members in groupby(days)]
        return len(blocks) > 1 and blocks[-1] >= blocks[-2]
    rising = sum(later > earlier for earlier, later in pairwise(days)) * 2 >= len(days) - 1
    ends = [
        earlier for earlier, later in pairwise(days) if (later <= earlier if rising else later >= earlier)
    ]
    return bool(ends) and (days[-1] == ends[-1] or days[-1] == Counter(ends).most_common(1)[0][0])


def _is_short(body: Sequence[Line]) -> bool:
    """Whether the last cell has fewer decimals than nearly all above it."""
    column = len(body[-1]) - 1
    decimals = sorted(
        _decimals(row[column]) for row in body[:-1] if column < len(row) and row[column].strip()
    )
    return bool(decimals) and _decimals(body[-1][column]) < decimals[len(decimals) // _NEARLY_ALL]


def _decimals(text: str) -> int:
    _, point, digits = text.strip().partition(".")
    return len(digits) if point else -1


def _period_column(body: Sequence[Line]) -> int | None:
    sample = body[:_LOOKED_AT]
    width = max(len(row) for row in sample)
    best: tuple[int, int] | None = None
    for column in range(width):
        found = [read_moment(row[column]) for row in sample if column < len(row) and row[column].strip()]
        if found and all(found) and (best is None or len(set(found)) > best[0]):
            best = (len(set(found)), column)
    return None if best is None else best[1]
