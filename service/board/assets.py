"""The files a page refers to: read once, named by their content, so that a browser may keep them for good."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("static")
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, plain and compressed, with the address that changes with its content."""

    name: str
    media_type: str
    body: bytes
    zipped: bytes
    address: str


@cache
def assets() -> dict[str, Asset]:
    """Every file by its name."""
    found = {}
    for path in sorted(FOLDER.iterdir()):
        if path.suffix in _TYPES:
            body = path.read_bytes()
            mark = hashlib.blake2b(body, digest_size=6).hexdigest()
            found[path.name] = Asset(
                path.name,
                _TYPES[path.suffix],
                body,
                gzip.compress(body, 9, mtime=0),
                f"/assets/{path.name}?v={mark}",
            )
    return found


def address(name: str) -> str:
    """The address of a file, for templates."""
    return assets()[name].address
