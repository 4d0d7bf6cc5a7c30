"""The child process that sets one briefing: a job as JSON on stdin, the PDF on stdout.

Run as a file of its own, apart from the service, because the typesetter and its fonts take memory that the serving
process must not carry, and time that must not hold up an answer. No address and no file beside the fonts is read.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timezone
from typing import Any

import typst

_SANDBOX = "/nonexistent"


_YIELDING = 5


def main() -> int:
    """Set the job; what is wrong goes to stderr."""
    if hasattr(os, "nice"):
        # Whoever asks for figures goes before whoever asks for paper.
        os.nice(_YIELDING)
    job: dict[str, Any] = json.load(sys.stdin.buffer)
    options: dict[str, Any] = {
        "sys_inputs": {"note": json.dumps(job["note"], ensure_ascii=False)},
        "font_paths": job["fonts"],
        "ignore_system_fonts": True,
        "format": "pdf",
        "timestamp": datetime.fromisoformat(job["day"]).replace(tzinfo=timezone.utc),  # noqa: UP017 - as old as typst
        "package_path": _SANDBOX,
        "package_cache_path": _SANDBOX,
    }
    source = job["source"].encode()
    try:
        made = typst.compile(source, pdf_standards=["ua-1"], **options)
    except typst.TypstError as error:
        # A sign that no font has breaks the standard, not the page.
        if "PDF/UA" not in str(error) and "standard" not in str(error) and "font" not in str(error):
            sys.stderr.write(f"{error}\n")
            return 1
        made = typst.compile(source, **options)
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
