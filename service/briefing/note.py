"""What a briefing says, before it is HTML, PDF or Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Segment = tuple[str, bool]
"""A piece of a sentence, and whether it is strong."""


class Form(StrEnum):
    """The formats a briefing is written in."""

    HTML = "html"
    PDF = "pdf"
    MARKDOWN = "md"


class Width(StrEnum):
    """How wide a chart wants to stand: a small one without an axis, half a page, the whole page."""

    SMALL = "small"
    HALF = "half"
    WIDE = "wide"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart. ``svg`` takes its colours from the page it stands on."""

    title: str
    label: str
    description: str
    svg: str
    width: Width = Width.WIDE
    target: str = ""


@dataclass(frozen=True, slots=True)
class Datum:
    """One of the few numbers: what it is, the number, and what must be said with it."""

    head: str
    value: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A short text under a heading."""

    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from; ``link`` may be empty."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The verdict of a target with its chance. ``low`` and ``high`` are where the mark of the rail lies."""

    mark: str
    verdict: str
    odds: str = ""
    number: str = ""
    more: str = ""
    rail: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetSheet:
    """The page of one target. ``blank`` says why there is no chart."""

    id: str
    title: str
    mission: str
    kicker: str
    meta: str
    say: tuple[Segment, ...]
    caveat: str
    standing: Standing
    chart: Picture | None
    blank: str
    numbers: tuple[Datum, ...]
    passages: tuple[Passage, ...]
    sources: tuple[Source, ...]
    foot: str

    @property
    def address(self) -> str:
        """The page of the target on the board."""
        return f"/targets/{self.id}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A target in a list: of a mission, or of the contents."""

    id: str
    title: str
    meta: str
    standing: Standing
    gap: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading. ``rest`` says how many were left out."""

    title: str
    entries: tuple[Entry, ...]
    rest: str = ""


@dataclass(frozen=True, slots=True)
class MissionSheet:
    """The two pages of one mission."""

    id: str
    title: str
    kicker: str
    meta: str
    ambition: str
    headline: str
    lead: str
    caveat: str
    groups: tuple[Group, ...]
    charts: tuple[Picture, ...]
    charts_rest: str
    passages: tuple[Passage, ...]
    sources: tuple[Source, ...]
    foot: str

    @property
    def address(self) -> str:
        """The page of the mission on the board."""
        return f"/missions/{self.id}"


@dataclass(frozen=True, slots=True)
class Contents:
    """The first pages of a pack: what is true of all of it, and where everything stands."""

    title: str
    kicker: str
    headline: str
    lead: str
    caveat: str
    groups: tuple[Group, ...]
    foot: str


@dataclass(frozen=True, slots=True)
class Note:
    """A whole briefing: its title, the day it speaks of, and its sheets."""

    title: str
    subject: str
    position: date | None
    contents: Contents | None = None
    missions: tuple[MissionSheet, ...] = ()
    targets: tuple[TargetSheet, ...] = ()
