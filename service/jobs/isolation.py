"""Dividing what fails until what is at fault stands alone: everything else is done, and the fault has a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from service.store.run_records import Name

Finding = dict[str, Any]
Done = tuple[list[bytes], list[Finding]]
Attempt = Callable[[Sequence[Name]], Done]


def isolated(
    names: Sequence[Name],
    attempt: Attempt,
    *,
    faults: tuple[type[Exception], ...],
    told: Callable[..., Finding],
) -> Done:
    """Do some names together; where that fails with one of ``faults``, each half by itself, down to single names.

    A name that fails alone becomes what ``told(name, error)`` says of it.
    """
    try:
        return attempt(names)
    except faults as error:
        if len(names) == 1:
            return [], [told(names[0], error)]
    middle = len(names) // 2
    blobs, findings = list[bytes](), list[Finding]()
    for half in (names[:middle], names[middle:]):
        more, found = isolated(half, attempt, faults=faults, told=told)
        blobs += more
        findings += found
    return blobs, findings
