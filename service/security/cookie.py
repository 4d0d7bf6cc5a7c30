"""What a browser holds for us: who is signed in, and which forms it was given.

A cookie is sent along by the browser whoever made the request, so it alone is good for reading only. Whoever changes
anything through a page also sends back a mark that stood in the form (``form_mark``), which no other site can know.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable

SIGNED_IN, FORM = "headway-session", "headway-form"
"""The names: of who is signed in, and of the form for signing in. Over HTTPS they begin with ``__Host-``."""

_HOST = "__Host-"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_BYTES = 32


def new_token() -> str:
    """256 random bits, as a browser keeps them."""
    return secrets.token_urlsafe(_BYTES)


def hash_of(token: str) -> str:
    """What is kept instead of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_in(headers: Iterable[tuple[bytes, bytes]], name: str, *, https: bool) -> str | None:
    """The token that a request carries under a name, or None. Of several the first counts."""
    wanted = _name(name, https)
    for header, value in headers:
        if header != b"cookie":
            continue
        for part in value.decode("latin-1").split(";"):
            key, _, token = part.strip().partition("=")
            if key == wanted and _TOKEN.fullmatch(token):
                return token
    return None


def set_cookie(name: str, token: str, *, seconds: int, https: bool) -> str:
    """The header that gives a browser a token: not for scripts, not for other sites, gone after some seconds."""
    secure = "; Secure" if https else ""
    return f"{_name(name, https)}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"


def clear_cookie(name: str, *, https: bool) -> str:
    """The header that takes a token away."""
    return set_cookie(name, "", seconds=0, https=https)


def form_mark(token: str) -> str:
    """What a form holds to show that it was made for whoever holds a token: told by nobody who does not hold it."""
    return hmac.new(token.encode(), b"headway form", hashlib.sha256).hexdigest()


def is_form_mark(sent: str, token: str) -> bool:
    """Whether a form was made for whoever holds a token."""
    return hmac.compare_digest(sent.encode(), form_mark(token).encode())


def _name(name: str, https: bool) -> str:
    # Browsers take __Host- over HTTPS only, for this host alone and every path of it.
    return f"{_HOST}{name}" if https else name
