"""The child process that draws charts: reads specifications on stdin, answers pictures on stdout.

Run as a file of its own, apart from the service, because vl-convert holds a JavaScript engine of a
hundred megabytes that the serving process must never carry. Each message is four bytes of length and
then its body: JSON coming in; going out one byte for success (0) or failure (1) before the text.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from typing import Any, BinaryIO

import vl_convert

VEGA_LITE = "6.4"
_LENGTH = struct.Struct(">I")


_YIELDING = 2


def main(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Draw until the other side closes."""
    if hasattr(os, "nice"):
        # Whoever asks for figures goes before whoever asks for pictures.
        os.nice(_YIELDING)
    while (job := _read(incoming)) is not None:
        try:
            body = b"\0" + _draw(json.loads(job))
        except (ValueError, KeyError, TypeError) as error:
            body = b"\1" + str(error).encode()
        outgoing.write(_LENGTH.pack(len(body)) + body)
        outgoing.flush()


def _read(incoming: BinaryIO) -> bytes | None:
    head = incoming.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    body = incoming.read(_LENGTH.unpack(head)[0])
    return body if len(body) == _LENGTH.unpack(head)[0] else None


def _draw(job: dict[str, Any]) -> bytes:
    if "svg" in job:
        return vl_convert.svg_to_png(job["svg"], scale=job.get("scale", 2.0))
    if job["format"] == "runtime":
        return vl_convert.javascript_bundle(job["snippet"], vl_version=VEGA_LITE).encode()
    # No address is allowed: a specification brings its data with it.
    options: dict[str, Any] = {"vl_version": VEGA_LITE, "config": job["config"], "allowed_base_urls": []}
    if job["format"] == "png":
        return vl_convert.vegalite_to_png(job["spec"], scale=job.get("scale", 2.0), **options)
    return vl_convert.vegalite_to_svg(job["spec"], **options).encode()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
