"""What became of a file that was loaded, and how it was to be loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from datasets.dates import KnownDate
from datasets.sources.remarks import Remark
from forecasting.errors import HeadwayError
from service.store.hidden import Kept


@dataclass(frozen=True, slots=True)
class IndicatorLoad:
    """What a release holds of one indicator."""

    id: str
    observations: int
    areas: int
    first: str
    last: str
    table: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file. ``error`` is set, and nothing was written, where it was refused.

    ``kept`` says how what it brought is kept from the public.
    """

    source: str
    file: str
    release: str = ""
    published: str = ""
    sha256: str = ""
    indicators: tuple[IndicatorLoad, ...] = ()
    remarks: tuple[Remark, ...] = ()
    added: int = 0
    unchanged: int = 0
    corrected: int = 0
    written: bool = False
    error: HeadwayError | None = None
    not_modified: bool = False
    kept: Kept | None = None

    @property
    def observations(self) -> int:
        """How many observations the release holds."""
        return sum(item.observations for item in self.indicators)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to load: without writing, only some indicators, what the file holds of them, over an earlier copy.

    ``carry_over`` adds up the figures of reorganised authorities for those that took over. ``embargo`` is the instant
    before which the figures are nobody's (None: as the file and its day of publication say).
    """

    check: bool = False
    indicators: tuple[str, ...] = ()
    partial: bool = False
    correct: bool = False
    published: KnownDate | None = None
    carry_over: bool = False
    embargo: datetime | None = None
