"""A table with all that a stranger must know to use it: columns, key, unit, terms, source, state of the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from datasets.licences import LICENCES, attribution_lines
from service.export.columns import Column, columns


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what licences figures may be passed on, and the lines to reproduce with them."""

    licences: tuple[str, ...]
    attribution: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What a table is about.

    ``key`` names the columns that tell rows apart (none where no set of columns does), ``units`` the unit of the
    quantities; ``release`` is the newest release in it and ``data_version`` the state of the store it was read from.
    """

    title: str = ""
    key: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    terms: Terms | None = None
    release: str = ""
    data_version: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; the rows are read once, in order."""

    name: str
    names: tuple[str, ...]
    rows: Iterable[Mapping[str, Any]]
    about: About = About()

    @property
    def columns(self) -> tuple[Column, ...]:
        """What each column means, with the units of this table."""
        return columns(self.names, units=self.about.units)

    @property
    def terms(self) -> Terms:
        """The terms of this table, or those of everything held."""
        return self.about.terms or every_term()

    @property
    def title(self) -> str:
        """What the table is called."""
        return self.about.title or self.name.replace("-", " ").capitalize()


def every_term() -> Terms:
    """The terms of all statistics that come with the service."""
    return Terms(tuple(dict.fromkeys(one.url for one in LICENCES)), attribution_lines())


def terms_of(publishers: Sequence[str], licence: str = "") -> Terms:
    """The terms of one indicator: those of the licence it names, with who published it.

    Where the name is none of the licences known here, its words stand for themselves.
    """
    url = next((url for words, url in _NAMED.items() if words in licence), licence)
    lines = tuple(
        one.attribution for one in LICENCES if one.url == url and set(one.publishers) & set(publishers)
    )
    if not lines and url == LICENCES[0].url:
        lines = (LICENCES[0].attribution,)
    sources = ", ".join(publisher for publisher in publishers if publisher)
    return Terms((url,) if url else (), (*lines, *((f"Source: {sources}.",) if sources else ())))


_NAMED = {
    "Open Government Licence": LICENCES[0].url,
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "Datenlizenz Deutschland": "https://www.govdata.de/dl-de/by-2-0",
}
