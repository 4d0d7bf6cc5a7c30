"""Pages of a long list, by a cursor that names the last row seen."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request

from service.api.errors import CursorInvalid, Fault, ParametersInvalid
from service.api.queries import PageQuestion

_PAGING = ("limit", "cursor")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, how many there are in all, and where the next page is."""

    rows: Sequence[Row]
    total: int
    links: dict[str, str]

    @property
    def header(self) -> dict[str, str]:
        """The same links as a header (RFC 8288)."""
        following = self.links.get("next")
        return {"Link": f'<{following}>; rel="next"'} if following else {}


def page_of(
    rows: Sequence[Row], key: Callable[[Row], str], *, request: Request, asked: PageQuestion
) -> Page[Row]:
    """The page that a question asks for; ``key`` names a row for good. Raises CursorInvalid."""
    parameters, mark = _question(request)
    path = request.url.path
    begin = 0
    if asked.cursor is not None:
        last = _read(asked.cursor, mark)
        begin = next((at for at, row in enumerate(rows, 1) if key(row) == last), -1)
        if begin < 0:
            raise _strange()
    shown = rows[begin : begin + asked.limit]
    links = {"self": f"{path}?{request.url.query}" if request.url.query else path}
    if begin + asked.limit < len(rows):
        following = [*parameters, ("limit", str(asked.limit)), ("cursor", _write(mark, key(shown[-1])))]
        links["next"] = f"{path}?{urlencode(following)}"
    return Page(shown, len(rows), links)


def page_by_number(
    fetch: Callable[[int | None, int], Sequence[Row]],
    number: Callable[[Row], int],
    *,
    total: int,
    request: Request,
    asked: PageQuestion,
) -> Page[Row]:
    """The page of a list that is numbered downwards, of which the store reads no more than is shown.

    ``fetch`` gives as many rows as it is told, those after a number. Raises CursorInvalid.
    """
    parameters, mark = _question(request)
    path = request.url.path
    last = None if asked.cursor is None else _read(asked.cursor, mark)
    if last is not None and not (last.isascii() and last.isdigit() and len(last) < 19):
        raise _strange()
    found = fetch(None if last is None else int(last), asked.limit + 1)
    shown = found[: asked.limit]
    links = {"self": f"{path}?{request.url.query}" if request.url.query else path}
    if len(found) > asked.limit:
        cursor = _write(mark, str(number(shown[-1])))
        links["next"] = f"{path}?{urlencode([*parameters, ('limit', str(asked.limit)), ('cursor', cursor)])}"
    return Page(shown, total, links)


def _question(request: Request) -> tuple[list[tuple[str, str]], str]:
    """What is asked beside the place in the list, and a mark of it that its cursors carry."""
    query = parse_qsl(request.url.query, keep_blank_values=True)
    parameters = sorted(pair for pair in query if pair[0] not in _PAGING)
    mark = hashlib.blake2b(json.dumps([request.url.path, parameters]).encode(), digest_size=6).hexdigest()
    return parameters, mark


def refuse_paging(asked: PageQuestion) -> None:
    """Refuse a page of a table that comes whole. Raises ParametersInvalid."""
    faults = tuple(
        Fault("not_paged", f"Tables come whole: leave “{name}” out.", f"query.{name}")
        for name in _PAGING
        if name in asked.model_fields_set
    )
    if faults:
        raise ParametersInvalid(" ".join(fault.message for fault in faults), faults=faults)


def _write(mark: str, key: str) -> str:
    text = json.dumps([mark, key], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, mark: str) -> str:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        read = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise _strange() from error
    if not isinstance(read, list) or len(read) != 2 or read[0] != mark or not isinstance(read[1], str):
        raise _strange()
    return read[1]


def _strange() -> CursorInvalid:
    return CursorInvalid(
        "This cursor belongs to another list or question, or its place is gone. Begin again without it, "
        "and follow links.next.",
        path="query.cursor",
    )
