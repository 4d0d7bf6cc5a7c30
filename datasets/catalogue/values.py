"""How each key of a catalogue file is read: text, number, date, choice, list or nested entry."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from datasets.catalogue.documents import Document, KeyPath
from datasets.dates import KnownDate
from datasets.errors import FieldRejected, Problem, WordRejected

_SLUG = re.compile(r"[a-z0-9][a-z0-9_.-]*")

Reader = Callable[[Any], Any]


def text(raw: Any) -> str:
    """A sentence or a name."""
    if isinstance(raw, (dict, list)) or raw is None or isinstance(raw, bool):
        raise FieldRejected(
            f"{_shown(raw)} is not text.",
            value=raw,
            remedy="Write a sentence, in quotes if it holds a colon.",
        )
    return " ".join(str(raw).split())


def slug(raw: Any) -> str:
    """An identifier."""
    if not isinstance(raw, str) or not _SLUG.fullmatch(raw):
        raise FieldRejected(
            f"{_shown(raw)} is not an identifier.",
            value=raw,
            remedy="Use small letters, digits, hyphens and underscores, beginning with a letter or digit.",
        )
    return raw


def number(raw: Any) -> float:
    """A finite number."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not math.isfinite(raw):
        raise FieldRejected(
            f"{_shown(raw)} is not a number.",
            value=raw,
            remedy="Write a plain number such as 92 or 0.5, without unit or comma.",
        )
    return float(raw)


def integer(raw: Any) -> int:
    """A whole number, zero or more."""
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
        raise FieldRejected(f"{_shown(raw)} is not a whole number.", value=raw, remedy="Write 0, 1, 2 …")
    return raw


def flag(raw: Any) -> bool:
    """true or false."""
    if not isinstance(raw, bool):
        raise FieldRejected(
            f"{_shown(raw)} is neither true nor false.", value=raw, remedy="Write true or false."
        )
    return raw


def known_date(raw: Any) -> KnownDate:
    """A date, to the day, month or year."""
    return KnownDate.parse(text(raw))


def pairs(raw: Any) -> tuple[tuple[str, str], ...]:
    """names and what each stands for, one a line"""
    if not isinstance(raw, dict) or any(
        isinstance(item, (dict, list)) or item is None for item in raw.values()
    ):
        raise FieldRejected(
            f"{_shown(raw)} is not a list of names and values.",
            value=raw,
            remedy="Write “name: value”, one a line, indented.",
        )
    return tuple((str(key), str(item)) for key, item in raw.items())


def period_text(raw: Any) -> str:
    """A period as publishers write it."""
    if isinstance(raw, bool) or not isinstance(raw, (str, int)):
        raise FieldRejected(
            f"{_shown(raw)} is not a period.",
            value=raw,
            remedy="Write it like 2024, 2024/25, 2024-Q1 or 2024-03.",
        )
    return str(raw).strip()


class Choice:
    """One of a fixed list of words."""

    def __init__(self, options: type[StrEnum]) -> None:
        self.options = options
        self.words = tuple(option.value for option in options)
        self.__doc__ = "one of " + ", ".join(f"`{word}`" for word in self.words)

    def __call__(self, raw: Any) -> StrEnum:
        """The word that is meant. Raises WordRejected."""
        word = _word(raw)
        try:
            return self.options(word)
        except ValueError:
            near = get_close_matches(word, self.words, n=1)
            hint = f"Did you mean “{near[0]}”? " if near else ""
            raise WordRejected(
                f"“{word}” is not one of the words allowed here.",
                value=raw,
                remedy=f"{hint}Use {', '.join(self.words)}.",
                allowed=self.words,
            ) from None


def choice(options: type[StrEnum]) -> Choice:
    """Reads one of a fixed list of words."""
    return Choice(options)


def _word(raw: Any) -> str:
    # YAML 1.1 reads a bare yes or no as a truth value; here they are words.
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return str(raw)


def _shown(raw: Any) -> str:
    if isinstance(raw, dict):
        return "An entry with keys of its own"
    if isinstance(raw, list):
        return "A list"
    return "Nothing" if raw is None else f"“{raw}”"


@dataclass(frozen=True, slots=True)
class Field:
    """One key: how it is read, whether it must be there, and what it means to the writer of a file."""

    name: str
    reads: Reader | Schema
    means: str
    required: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """The keys an entry may have. ``noun`` names the entry in messages and documentation."""

    noun: str
    fields: tuple[Field, ...]

    def __getitem__(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


class Reading:
    """Reads the entries of one document by their schemas and collects what is wrong."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def report(
        self,
        path: KeyPath,
        code: str,
        message: str,
        remedy: str = "",
        value: object = None,
        allowed: tuple[str, ...] = (),
    ) -> None:
        """Note a problem at a key."""
        key = ".".join(str(part) for part in path)
        self.problems.append(
            Problem(
                code,
                message,
                remedy,
                self.document.name,
                self.document.line_of(path),
                key or None,
                value,
                allowed,
            )
        )

    def rejected(self, path: KeyPath, error: FieldRejected, code: str = "wrong_type") -> None:
        """Note a value that its reader refused."""
        allowed = error.allowed if isinstance(error, WordRejected) else ()
        self.report(path, code, error.message, error.remedy or "", error.value, allowed)

    def entry(self, schema: Schema, raw: Any, path: KeyPath) -> dict[str, Any] | None:
        """Read one entry; keys that fail are left out, and None means that nothing could be read."""
        if not isinstance(raw, dict):
            self.report(
                path,
                "wrong_type",
                f"{_shown(raw)} is not {schema.noun}.",
                "Write its keys below it, indented.",
                raw,
            )
            return None
        self._unknown(schema, raw, path)
        values: dict[str, Any] = {}
        for field in schema.fields:
            given = raw.get(field.name)
            if given is None:
                if field.required:
                    self.report(
                        path,
                        "missing_key",
                        f"“{field.name}” is missing from {schema.noun}.",
                        f"Add it: {field.means}",
                    )
                continue
            where = (*path, field.name)
            if field.many:
                values[field.name] = self._list(field, given, where)
            else:
                found = self._value(field.reads, given, where)
                if found is not None:
                    values[field.name] = found
        return values

    def _list(self, field: Field, raw: Any, path: KeyPath) -> tuple[Any, ...]:
        if not isinstance(raw, list):
            self.report(
                path,
                "wrong_type",
                f"{_shown(raw)} is not a list.",
                "Begin each item with a hyphen, or use [a, b].",
                raw,
            )
            return ()
        found = (self._value(field.reads, item, (*path, index)) for index, item in enumerate(raw))
        return tuple(item for item in found if item is not None)

    def _value(self, reads: Reader | Schema, raw: Any, path: KeyPath) -> Any:
        if isinstance(reads, Schema):
            found = self.entry(reads, raw, path)
            return None if found is None else {**found, PATH: path}
        try:
            return reads(raw)
        except FieldRejected as error:
            self.rejected(path, error)
            return None

    def _unknown(self, schema: Schema, raw: Mapping[str, Any], path: KeyPath) -> None:
        known = [field.name for field in schema.fields]
        for key in raw:
            if key in known:
                continue
            near = get_close_matches(key, known, n=1)
            remedy = f"Did you mean “{near[0]}”?" if near else f"Known keys: {', '.join(known)}."
            self.report(
                (*path, key),
                "unknown_key",
                f"“{key}” is not a key of {schema.noun}.",
                remedy,
                raw[key],
                tuple(known),
            )


PATH = "\0path"
"""Under this key a nested entry carries where it stands in the file."""
