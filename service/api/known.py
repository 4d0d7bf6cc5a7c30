"""The observations of an indicator as they were known on a day, or with their whole history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from datasets.observation import Basis, Observation
from datasets.releases import known_as_of
from forecasting.assessment import Knowledge
from service.documents import to_document
from service.store.records import Edition

if TYPE_CHECKING:
    from collections.abc import Iterable

COLUMNS = (
    "indicator_id", "area", "frequency", "period", "label", "start", "end", "value", "status", "knowledge",
    "publisher", "release", "published", "basis", "evidence", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """One edition of one value, and on what footing it is shown."""

    indicator: str
    area: str
    edition: Edition
    knowledge: Knowledge

    @property
    def key(self) -> str:
        """What names it for good in a list."""
        edition = self.edition
        return f"{self.area} {edition.period} {edition.basis} {edition.release.key}"

    @property
    def item(self) -> dict[str, Any]:
        """The observation in a list."""
        edition = self.edition
        return {
            "area": self.area,
            "period": to_document(edition.period),
            "value": edition.value,
            "status": edition.status,
            "knowledge": self.knowledge.value,
            "publisher": edition.release.publisher,
            "release": edition.release.title,
            "published": edition.release.published_text or None,
            "basis": edition.basis,
            "evidence": edition.evidence,
            "note": edition.note or None,
        }

    @property
    def row(self) -> dict[str, Any]:
        """The observation in a table."""
        item = self.item
        period = item["period"]
        return {**item, **period, "frequency": period["code"], "indicator_id": self.indicator}


def in_force(
    editions: Sequence[Edition],
    *,
    series: tuple[str, str],
    as_of: date | None,
    lag_days: int | None,
    bases: Iterable[Basis] = (),
) -> Iterator[Shown]:
    """One edition a period: the newest, or the one that was known on a day."""
    indicator, area = series
    held = {_observation(indicator, area, edition): edition for edition in editions}
    for one in known_as_of(held, as_of=as_of, lag_days=lag_days, bases=tuple(bases)):
        footing = Knowledge.CURRENT if as_of is None else Knowledge(one.knowledge.value)
        yield Shown(indicator, area, held[one.observation], footing)


def every_edition(
    editions: Sequence[Edition], *, series: tuple[str, str], as_of: date | None
) -> Iterator[Shown]:
    """Every edition held, or those published by a day; one without a date was not, as far as is known."""
    for edition in editions:
        published = edition.release.published
        if as_of is None or (published is not None and published <= as_of):
            footing = Knowledge.CURRENT if as_of is None else Knowledge.REAL_TIME
            yield Shown(*series, edition, footing)


def footings(shown: Sequence[Shown]) -> Mapping[Knowledge, int]:
    """How many are shown on each footing."""
    return {kind: sum(one.knowledge is kind for one in shown) for kind in Knowledge}


def _observation(indicator: str, area: str, edition: Edition) -> Observation:
    # Only what decides when it was known; the edition itself is what is shown.
    return Observation(
        indicator,
        area,
        edition.period,
        edition.value or 0.0,
        release=edition.release.key,
        published=edition.release.published,
        basis=edition.basis,
    )
