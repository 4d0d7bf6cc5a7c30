"""A form as a browser sends it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

_TYPE = "application/x-www-form-urlencoded"
_MOST_FIELDS = 200


async def fields_of(request: Request) -> Mapping[str, str]:
    """The fields of a form, each once; the first of a name counts. Empty where the body is no form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _TYPE:
        return {}
    body = await request.body()
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except (UnicodeDecodeError, ValueError):
        return {}
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name, value.replace("\r\n", "\n").strip())
    return found


def local_path(text: str, *, instead: str = "/") -> str:
    """A path of this service that somebody is to be led to, or another where it leads elsewhere."""
    # Browsers read a backslash as a slash, and drop tabs and line ends.
    sound = text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if sound and text.isascii() and text.isprintable() and "\\" not in text else instead
