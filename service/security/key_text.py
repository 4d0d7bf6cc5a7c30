"""A key as its holder has it: a text that names itself and proves itself."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field

_FORM = re.compile(r"hw_([0-9a-f]{12})_([A-Za-z0-9_-]{43})", re.ASCII)
_ID_BYTES, _SECRET_BYTES = 6, 32


@dataclass(frozen=True, slots=True)
class KeyText:
    """``hw_<id>_<secret>``: the id may be seen by anyone, the secret is 256 random bits.

    So much chance needs no slow hash: nobody tries 2^256 texts.
    """

    id: str
    secret: str = field(repr=False)

    @classmethod
    def new(cls) -> KeyText:
        """A key that nobody has yet."""
        return cls(secrets.token_hex(_ID_BYTES), secrets.token_urlsafe(_SECRET_BYTES))

    @classmethod
    def parse(cls, text: str) -> KeyText | None:
        """The key in a text, or None where it holds none."""
        found = _FORM.fullmatch(text)
        return None if found is None else cls(found[1], found[2])

    @property
    def text(self) -> str:
        """What the holder sends."""
        return f"hw_{self.id}_{self.secret}"

    @property
    def hash(self) -> str:
        """What is kept instead of it."""
        return hashlib.sha256(self.text.encode()).hexdigest()
