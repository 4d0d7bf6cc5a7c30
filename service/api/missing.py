"""What to say where something asked for is not there: what is near it, or how it comes to be there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from service.api.errors import NotAssessed, Unknown

if TYPE_CHECKING:
    from service.store.reads.due import DueRecord


def unknown(noun: str, asked: str, known: Iterable[str]) -> Unknown:
    """An id that names nothing, with the ids most like it."""
    near = get_close_matches(asked, list(known), n=5, cutoff=0.5)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    return Unknown(f"No {noun} has the id “{asked}”.{hint}", path=f"path.{noun}_id", detail=near or None)


def not_assessed(target_id: str, as_of: date | None, waiting: DueRecord | None = None) -> NotAssessed:
    """A target without an assessment that rests on what was known then, with the command that makes one.

    ``waiting`` says that there was one until an editor changed what it is about.
    """
    command = f"headway assess {target_id}" + (f" --as-of {as_of.isoformat()}" if as_of else "")
    if waiting is not None:
        return NotAssessed(
            f"“{target_id}” was changed on {waiting.since:%Y-%m-%d} ({waiting.changed}), and what was said of it before "
            f"no longer holds. It is judged anew by a job, or by: {command}",
            path="path.target_id",
            detail={"command": command, "changed_at": waiting.since.isoformat(), "changed": waiting.changed},
        )
    when = f" from information of {as_of.isoformat()} or before" if as_of else ""
    return NotAssessed(
        f"“{target_id}” has not been assessed{when}. This service shows stored assessments and makes none; "
        f"to make this one, run: {command}",
        path="query.as_of" if as_of else "path.target_id",
        detail={"command": command},
    )
