"""Pages of a long list, by a cursor that names the last row seen, so that no row is skipped or repeated."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from service.api.errors import CursorInvalid

DEFAULT_LIMIT = 100
LARGEST_LIMIT = 1000

Scalar = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class Question:
    """The query a list was asked with: every parameter but where to begin and how many."""

    path: str
    parameters: tuple[tuple[str, str], ...]

    @property
    def mark(self) -> str:
        """What a cursor carries, so that it is used only with the question it belongs to."""
        text = json.dumps([self.path, sorted(self.parameters)])
        return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()

    def link(self, *, limit: int, cursor: str | None = None) -> str:
        """The address of a page of this list."""
        paging = [("limit", str(limit))] if limit != DEFAULT_LIMIT else []
        if cursor is not None:
            paging.append(("cursor", cursor))
        query = urlencode([*self.parameters, *paging])
        return f"{self.path}?{query}" if query else self.path

    def cursor_after(self, position: Sequence[Scalar]) -> str:
        """A cursor that begins after the row at this position of the order."""
        text = json.dumps([self.mark, *position], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def position(self, cursor: str, width: int) -> list[Scalar]:
        """The position a cursor names. Raises CursorInvalid for one that this question did not hand out."""
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            read = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        except (binascii.Error, ValueError, RecursionError) as error:
            raise _strange() from error
        if not isinstance(read, list) or len(read) != width + 1 or read[0] != self.mark:
            raise _strange()
        if not all(part is None or isinstance(part, str | int | float | bool) for part in read):
            raise _strange()
        return read[1:]


def _strange() -> CursorInvalid:
    return CursorInvalid(
        "This cursor belongs to another list or question. Begin again without it, and follow links.next.",
        path="query.cursor",
    )
