"""The reference for machines and for people, made in a process of its own.

Describing every route takes more memory than serving them, and gives little of it back: a short process does it, and
only what it wrote is kept, compressed.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import structlog
from pydantic_core import to_json

from service.api.representation import code_fingerprint, validator

if TYPE_CHECKING:
    from fastapi import FastAPI

log = structlog.get_logger(__name__)

OPENAPI, PAGE = "openapi", "docs"
_SECONDS = 120


@dataclass(frozen=True)
class Described:
    """One of the two, compressed."""

    zipped: bytes

    @property
    def body(self) -> bytes:
        """As it was before it was compressed."""
        return gzip.decompress(self.zipped)

    @cached_property
    def tag(self) -> str:
        """Its ETag."""
        return validator(self.zipped.hex())


class Description:
    """Has the reference made when it is first asked for, and keeps it: in memory, and in a folder for the next start."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._making = Lock()
        self._made: Mapping[str, Described] | None = None

    def get(self, name: str) -> Described:
        """The description of the API, or its page. Raises CalledProcessError where it cannot be made."""
        with self._making:
            if self._made is None:
                self._made = _read(self._kept())
            return self._made[name]

    def _kept(self) -> bytes:
        file = self._folder / f"reference-{_mark()}.json"
        if file.is_file():
            return file.read_bytes()
        made = _made_elsewhere()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # Whole or not at all: another process may look for it meanwhile.
            unfinished = file.with_suffix(f".{os.getpid()}.part")
            unfinished.write_bytes(made)
            unfinished.replace(file)
        except OSError as error:
            log.warning("reference_not_kept", error=str(error))
        return made


def _mark() -> str:
    """Of the code, the examples and the look that the reference is made of."""
    api = Path(__file__).parent
    board = api.parent / "board"
    folders = (api / "examples", board / "templates", board / "static")
    parts = (file for folder in folders for file in sorted(folder.iterdir()))
    texts = (f"{file.name} {file.read_bytes().hex()}" for file in parts if file.is_file())
    return validator(code_fingerprint(), *texts)


def _read(made: bytes) -> Mapping[str, Described]:
    return {name: Described(b64decode(zipped)) for name, zipped in json.loads(made).items()}


def _made_elsewhere() -> bytes:
    # It finds the code where this process did, from wherever that was started.
    found = {**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
    command = [sys.executable, "-m", "service.api.description"]
    return subprocess.run(command, env=found, stdout=subprocess.PIPE, timeout=_SECONDS, check=True).stdout


def described(app: FastAPI) -> dict[str, bytes]:
    """The description and the page of an application, made here."""
    # Only the short process that makes them needs the templates.
    from service.api.reference_page import reference_page

    return {OPENAPI: to_json(app.openapi()), PAGE: reference_page(app.openapi()).encode()}


def main() -> None:
    """Write both to standard output, compressed, as JSON."""
    from service.api.app import create_app
    from service.settings import Settings

    made = described(create_app(Settings()))
    zipped = {name: b64encode(gzip.compress(body, 9, mtime=0)).decode() for name, body in made.items()}
    sys.stdout.write(json.dumps(zipped))


if __name__ == "__main__":
    main()
