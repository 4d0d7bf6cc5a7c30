"""The program that draws a served specification in a browser: made once from vl-convert, kept in the home."""

from __future__ import annotations

import gzip
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from service.charts.renderer import Renderer

ADDRESS = "/assets/runtime/charts.js"
# No code is made from text (``ast``), no style is written into the page, nothing leads elsewhere: a policy without
# inline scripts and styles holds.
SNIPPET = """window.headwayChart = (host, spec) => vegaEmbed(host, spec, {
  ast: true, actions: false, defaultStyle: false, renderer: "svg", tooltip: {disableDefaultStyle: true},
});"""


@dataclass(frozen=True, slots=True)
class Runtime:
    """The program, plain and compressed, and its tag."""

    body: bytes
    zipped: bytes
    tag: str


class ChartRuntime:
    """Makes the program in the drawing process when it is first asked for, and keeps it in a folder for good."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._making = Lock()
        self._made: Runtime | None = None

    def get(self, renderer: Renderer, *, version: str) -> Runtime:
        """The program. Raises a ChartUnavailable where it was never made and cannot be made now."""
        with self._making:
            if self._made is None:
                self._made = _of(self._kept(renderer, version))
            return self._made

    def _kept(self, renderer: Renderer, version: str) -> bytes:
        mark = hashlib.blake2b(f"{version}\0{SNIPPET}".encode(), digest_size=6).hexdigest()
        file = self._folder / f"chart-runtime-{mark}.js"
        if file.is_file():
            return file.read_bytes()
        body = renderer.runtime(SNIPPET)
        self._folder.mkdir(parents=True, exist_ok=True)
        # Whole or not at all: another process may look for it meanwhile.
        unfinished = file.with_suffix(f".{os.getpid()}.part")
        unfinished.write_bytes(body)
        unfinished.replace(file)
        return body


def _of(body: bytes) -> Runtime:
    return Runtime(body, gzip.compress(body, 6, mtime=0), hashlib.blake2b(body, digest_size=12).hexdigest())
