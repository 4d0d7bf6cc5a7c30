"""Observations, the releases they were published in, and the bases they stand on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from datasets.dates import KnownDate
from forecasting.periods import Period


class ObservationStatus(StrEnum):
    """The publisher's word for a value."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    ESTIMATE = "estimate"
    FORECAST = "forecast"


class SourceEvidence(StrEnum):
    """How a value reached us: in the publisher's file, in a copy of it, or quoted in a dated text."""

    FILE = "file"
    REPUBLISHED = "republished"
    QUOTED = "quoted"
    SUPPLIED = "supplied"


class BasisKind(StrEnum):
    """What became of figures held only in earlier editions."""

    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Release:
    """What a publisher published on a date. ``published`` is None where the date is not known.

    ``via`` names the copy or text the figures were taken from, where it was not the publisher's own file.
    """

    id: str
    publisher: str
    title: str
    published: KnownDate | None = None
    via: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A country, region or authority by its official code."""

    code: str
    name: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """A value for a period, as it stands in one release.

    ``published`` is the day of the release used for as-of work (a month counts as its last day; None: not
    known). ``basis`` is empty for figures on the current basis and otherwise names the ``Basis`` they stand on.
    """

    indicator: str
    area: str
    period: Period
    value: float
    release: str = ""
    published: date | None = None
    status: ObservationStatus = ObservationStatus.FINAL
    evidence: SourceEvidence = SourceEvidence.FILE
    basis: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """An earlier basis of an indicator, and until when it was in force.

    A ``superseded`` basis is the whole series as it was published before ``until``; figures on the current
    basis for periods before ``first_replaced`` belong to both. A ``withdrawn`` figure stood beside the current
    ones until that day. ``last_period`` is the break up to which the earlier figures may be used.
    ``area`` is empty where the basis concerns every area.
    """

    indicator: str
    area: str
    name: str
    kind: BasisKind
    until: KnownDate
    first_replaced: Period | None = None
    last_period: Period | None = None
    explanation: str = ""
    citation: str = ""
