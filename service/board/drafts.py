"""Drafts of targets as they stand in an address: up to four, each in a parameter of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

MOST = 4
FIELDS = ("indicator", "area", "by", "value", "since", "better")
_BETWEEN, _LONGEST = "~", 120


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft: the fields of the form on which a target is set, as they were written."""

    indicator: str
    area: str = ""
    by: str = ""
    value: str = ""
    since: str = ""
    better: str = ""

    @classmethod
    def of(cls, values: Iterable[tuple[str, str]]) -> Draft:
        """The draft that a form holds."""
        held = {name: _plain(value) for name, value in values if name in FIELDS}
        return cls(**{"indicator": "", **held})

    @property
    def text(self) -> str:
        """As it stands in an address."""
        parts = [getattr(self, name) for name in FIELDS]
        return _BETWEEN.join(parts).rstrip(_BETWEEN)

    @property
    def query(self) -> str:
        """As the form on which a target is set has it."""
        pairs = ((name, getattr(self, name)) for name in FIELDS)
        return "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs if value)


def drafts_in(texts: Iterable[str]) -> tuple[Draft, ...]:
    """The drafts of an address, each once, the first four."""
    found: dict[Draft, None] = {}
    for text in texts:
        parts = [_plain(part) for part in text[: 6 * _LONGEST].split(_BETWEEN)[: len(FIELDS)]]
        if parts[0]:
            found.setdefault(Draft(*parts))
    return tuple(found)[:MOST]


def query_of(drafts: Iterable[Draft]) -> str:
    """Drafts as they stand in an address."""
    return "&".join(f"draft={quote(one.text, safe='')}" for one in drafts)


def _plain(text: str) -> str:
    return " ".join(text.replace(_BETWEEN, " ").split())[:_LONGEST]
