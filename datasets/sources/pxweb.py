"""PC-Axis files (``.px``): keywords, then the data block; PxWeb's JSON answers are JSON-stat."""

from __future__ import annotations

import re
from dataclasses import dataclass

from datasets.dates import KnownDate
from datasets.sources.cube import Cube, Dimension
from datasets.sources.errors import FileRefused, LayoutChanged, NotThisFile
from datasets.sources.figures import Publication, fixed, newest
from datasets.sources.finding import AtAddress
from datasets.sources.json_stat import JsonStat

_KEYWORD = re.compile(
    r'\s*([A-Z-]+)(?:\[\w+\])?(?:\("((?:[^"]|"(?="))*)"(?:,"[^"]*")*\))?\s*=', re.IGNORECASE
)
_QUOTED = re.compile(r'"([^"]*)"')
_ENCODINGS = {"ANSI": "cp1252", "UTF-8": "utf-8"}


@dataclass(frozen=True, slots=True)
class PcAxis(AtAddress):
    """Any table in the format, from any statistical office; the feed says whose it is."""

    id: str = "pxweb"
    publisher: str = ""
    title: str = "PC-Axis table"
    licence: str = ""
    hosts: tuple[str, ...] = ("www.ine.es", "api.scb.se", "px.hagstofa.is", "statbank.dk")

    def read(self, name: str, data: bytes) -> Publication:
        """One table, whose column is what the file says it contains."""
        if data.lstrip()[:1] == b"{":
            return JsonStat().read(name, data)
        words, block, whole = _keywords(_decoded(data))
        if not {"STUB", "HEADING"} & {key for key, _ in words} or block is None:
            raise NotThisFile(
                f"{name} has no “STUB”, “HEADING” and “DATA”.",
                field="file",
                value=name,
                remedy="Choose another source.",
            )
        ids = [*_list(words, "STUB"), *_list(words, "HEADING")]
        dimensions = tuple(_dimension(name, words, one) for one in ids)
        contents = next(iter(_list(words, "CONTENTS")), "") or next(iter(_list(words, "TITLE")), name)
        cells = re.findall(r'"[^"]*"|[^\s;]+', block)
        timed = next((key[1] for key in words if key[0] == "TIMEVAL" and key[1]), None)
        cube = Cube(name, contents, dimensions, [cell.strip('"') for cell in cells], time=timed)
        if len(cells) != cube.size or not whole:
            raise FileRefused(
                f"{name} has {len(cells):,} values for {cube.size:,} cells.",
                field="DATA",
                value=len(cells),
                remedy="It is damaged or cut off; fetch it again.",
            )
        table = fixed(name, contents, cube.figures())
        updated = re.sub(r"\D", "", next(iter(_list(words, "LAST-UPDATED")), ""))[:8]
        published = (
            KnownDate.parse(f"{updated[:4]}-{updated[4:6]}-{updated[6:]}") if len(updated) == 8 else None
        )
        return Publication(
            name, next(iter(_list(words, "TITLE")), contents), (table,), published, newest([table])
        )


_Words = dict[tuple[str, str], str]


def _decoded(data: bytes) -> str:
    named = re.search(rb'CODEPAGE\s*=\s*"([\w-]+)"', data[:2000]) or re.search(
        rb'CHARSET\s*=\s*"([\w-]+)"', data[:2000]
    )
    encoding = (
        _ENCODINGS.get(named[1].decode("ascii").upper(), named[1].decode("ascii")) if named else "utf-8"
    )
    for attempt in (encoding, "utf-8-sig", "cp1252", "latin-1"):
        try:
            return data.decode(attempt)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")


def _keywords(text: str) -> tuple[_Words, str | None, bool]:
    words: _Words = {}
    position = 0
    while found := _KEYWORD.match(text, position):
        keyword = found[1].upper()
        if keyword == "DATA":
            block, ended, _ = text[found.end() :].partition(";")
            # Some leave out the last semicolon; then a space or line end shows that the last number is whole.
            return words, block, bool(ended) or block[-1:].isspace()
        end = _end(text, found.end())
        words.setdefault((keyword, found[2] or ""), text[found.end() : end])
        position = end + 1
    return words, None, False


def _end(text: str, position: int) -> int:
    quoted = False
    for index in range(position, len(text)):
        if text[index] == '"':
            quoted = not quoted
        elif text[index] == ";" and not quoted:
            return index
    return len(text)


def _list(words: _Words, keyword: str, about: str = "") -> list[str]:
    return _QUOTED.findall(words.get((keyword, about), ""))


def _dimension(name: str, words: _Words, key: str) -> Dimension:
    labels = _list(words, "VALUES", key)
    if not labels:
        raise LayoutChanged(
            file=name,
            expected=f"VALUES(“{key}”)",
            found=[f"{word}({about})" for word, about in words if word == "VALUES"],
        )
    codes = _list(words, "CODES", key)
    return Dimension(key, key, tuple(codes if len(codes) == len(labels) else labels), tuple(labels))


SOURCES = (PcAxis(),)
