"""A finished answer: bytes in one format, with the validator that says when they change."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from service.api.content import Content
from service.api.negotiation import Format

_WORTH_COMPRESSING = 1024
_GZIP_LEVEL = 5
ZIPPED = "-gzip"
CACHING = {"Cache-Control": "max-age=60", "Vary": "Accept, Accept-Encoding"}

ASKED_AFTER = {"Cache-Control": "no-cache", "Vary": "Accept"}
"""For answers to a few people that may change at any moment: kept, but never shown without asking."""


def code_fingerprint() -> str:
    """What this version of the code would change in an answer: a hash of the files that write answers.

    Part of every ETag, so that an upgrade never lets a client keep an answer of the old shape, or one that was worked
    out on asking (a scenario, a yardstick) by older mathematics.
    """
    service = Path(__file__).resolve().parents[1]
    rooms = (
        *(service / room for room in ("api", "board", "charts", "export", "operations", "pictures", "store")),
        service.parent / "forecasting",
    )
    files = sorted([*(file for room in rooms for file in room.glob("**/*.py")), service / "documents.py"])
    # The engine's record is served as it ships.
    files += [service.parent / "forecasting" / name for name in ("evidence.py", "evidence.json")]
    digest = hashlib.blake2b(digest_size=8)
    for file in files:
        if file.is_file():
            digest.update(file.read_bytes())
    return digest.hexdigest()


def validator(*parts: str) -> str:
    """The opaque part of a strong ETag: what the data, the code, the question and the format come to."""
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()


def matching(if_none_match: str, tag: str) -> str | None:
    """The tag a client holds the representation under, compressed or not, or None (RFC 9110 §13.1.2)."""
    held = {part.strip().removeprefix("W/").strip('"') for part in if_none_match.split(",")}
    if "*" in held:
        return tag
    return next((own for own in (tag, tag + ZIPPED) if own in held), None)


@dataclass(frozen=True, slots=True)
class Representation:
    """The body of an answer and its ETag; ``zipped`` is None where compression would not pay."""

    format: Format
    tag: str
    body: bytes
    zipped: bytes | None
    headers: Mapping[str, str]

    @classmethod
    def of(cls, form: Format, tag: str, content: Content) -> Representation:
        """Make one, compressing where that pays: an answer is built once and sent many times."""
        body, zipped = content.body, None
        if len(body) >= _WORTH_COMPRESSING and not form.binary:
            # No time in the header: equal bodies stay equal.
            zipped = gzip.compress(body, _GZIP_LEVEL, mtime=0)
        return cls(form, tag, body, zipped, {**content.headers, **CACHING})

    @property
    def size(self) -> int:
        """Bytes it holds in memory."""
        return len(self.body) + len(self.zipped or b"")


class Shelf:
    """Answers kept in memory, the least recently asked for leaving first; at most ``room`` bytes of them."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[str, Representation] = OrderedDict()
        self._held = 0

    def get(self, tag: str) -> Representation | None:
        """The answer with this tag, if it is still kept."""
        found = self._kept.get(tag)
        if found is not None:
            self._kept.move_to_end(tag)
        return found

    def put(self, answer: Representation) -> None:
        """Keep an answer, unless it alone would fill an eighth of the room."""
        if answer.size > self._room // 8 or answer.tag in self._kept:
            return
        self._kept[answer.tag] = answer
        self._held += answer.size
        while self._held > self._room:
            _, gone = self._kept.popitem(last=False)
            self._held -= gone.size
