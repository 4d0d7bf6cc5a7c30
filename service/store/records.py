"""What the store hands out: frozen records, never rows of tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from forecasting.frequency import Frequency
from forecasting.periods import Period
from service.documents import from_document

if TYPE_CHECKING:
    from forecasting.forecasts import Forecast
    from forecasting.series import Series

T = TypeVar("T")


class Noun(StrEnum):
    """The kinds of entry of a catalogue."""

    MISSION = "mission"
    INDICATOR = "indicator"
    TARGET = "target"


class Documented:
    """A record with a JSON document."""

    __slots__ = ()
    document: str

    @property
    def data(self) -> dict[str, Any]:
        """The document as dictionaries and lists."""
        data: dict[str, Any] = json.loads(self.document)
        return data


@dataclass(frozen=True, slots=True)
class EntryRecord(Documented):
    """One version of an entry of the catalogue.

    ``document`` is the entry as JSON; ``version`` its fingerprint. ``recorded_to`` is None for the
    version in force. ``position`` is the place in its owner's catalogue.
    """

    id: str
    owner: str
    version: str
    position: int
    document: str
    valid_from: date | None
    recorded_from: datetime
    recorded_to: datetime | None

    def entry(self, kind: type[T]) -> T:
        """The document as the frozen dataclass it was made from."""
        return from_document(kind, json.loads(self.document))


@dataclass(frozen=True, slots=True)
class MissionRecord(EntryRecord):
    """One version of a mission."""

    status: str


@dataclass(frozen=True, slots=True)
class IndicatorRecord(EntryRecord):
    """One version of an indicator."""

    mission_id: str
    frequency: Frequency


@dataclass(frozen=True, slots=True)
class TargetRecord(EntryRecord):
    """One version of a target."""

    mission_id: str
    indicator_id: str | None
    area: str | None
    kind: str
    status: str
    due: date | None


@dataclass(frozen=True, slots=True)
class AreaRecord:
    """A place that statistics are published for."""

    code: str
    name: str
    level: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """What a publisher published on a date (``published`` is None where the date is not known)."""

    key: str
    publisher: str
    title: str
    published: date | None
    published_text: str
    url: str
    recorded_at: datetime


class Outcome(StrEnum):
    """What came of a look at a source."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FeedRecord:
    """Which indicator is fed from which address of a source (empty: the source's own)."""

    indicator: str
    address: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A publisher's family of files, and the indicators fed from it."""

    id: str
    publisher: str
    title: str
    licence: str
    hosts: tuple[str, ...]
    feeds: tuple[FeedRecord, ...]


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """One look at a source. ``message`` says why it was refused; ``release`` what was loaded."""

    source_id: str
    visited_at: datetime
    place: str
    outcome: Outcome
    message: str = ""
    release: str = ""
    published_text: str = ""
    added: int = 0
    corrected: int = 0


@dataclass(frozen=True, slots=True)
class SeriesRecord:
    """One indicator in one area on one basis, as far as the store holds it."""

    indicator_id: str
    area: str
    area_name: str
    basis: str
    frequency: Frequency


@dataclass(frozen=True, slots=True)
class Edition:
    """What one release says about one period. ``value`` is None where it gives a status instead."""

    period: Period
    value: float | None
    status: str
    evidence: str
    note: str
    basis: str
    release: ReleaseRecord


@dataclass(frozen=True, eq=False, slots=True)
class ForecastRecord:
    """One stored forecast: everything but the observations it was made from.

    ``origin`` is the last observed period; ``margins`` has shape (horizon, levels); ``diagnostics`` is
    what else the engine said, as JSON allows.
    """

    key: str
    indicator_id: str
    area: str
    as_of: date
    recorded_at: datetime
    engine: str
    code_version: str
    seed: int
    origin: Period
    tail: float
    lower: float | None
    upper: float | None
    dependence: tuple[float, ...]
    diagnostics: Mapping[str, Any]
    margins: NDArray[np.floating[Any]]

    def forecast(self, series: Series) -> Forecast:
        """The forecast itself, over the series it was made for; paths can be drawn from it at once."""
        from forecasting.forecasts import Forecast
        from forecasting.margins import Margins

        return Forecast(
            series,
            self.origin,
            Margins(self.margins.astype(float, copy=False), self.tail, self.lower, self.upper),
            np.array(self.dependence),
            self.seed,
            self.engine,
            tuple(self.diagnostics.get("models", ())),
            int(self.diagnostics.get("observations", 0)),
            bool(self.diagnostics.get("borrowed_spread", False)),
        )


@dataclass(frozen=True, slots=True)
class ExplanationRecord:
    """What moved a target from one judgement to a later one; ``data`` is the explanation as a document."""

    target_id: str
    before_key: str
    after_key: str
    before_as_of: date
    after_as_of: date
    recorded_at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AssessmentRecord(Documented):
    """One stored judgement.

    ``document`` is the assessment as JSON; where it was asked for with its track, the track is in it.
    """

    key: str
    target_id: str
    target_version: str
    mission_id: str
    as_of: date
    recorded_at: datetime
    confirmed_at: datetime
    kind: str
    verdict: str
    probability: float | None
    reason: str | None
    label_set: str
    newest_information: date | None
    forecast_key: str | None
    document: str


@dataclass(frozen=True, slots=True)
class ReplayRecord(Documented):
    """A stored replay of one series; ``document`` is JSON."""

    indicator_id: str
    area: str
    key: str
    recorded_at: datetime
    document: str


@dataclass(frozen=True, slots=True)
class ConstantsRecord(Documented):
    """Constants fitted on this installation's own record; ``document`` has the moves and the report as JSON."""

    version: str
    frequency_class: str
    recorded_at: datetime
    retired_at: datetime | None
    document: str
