"""What a release brought and what it changed, beside the releases before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from datasets.revisions import differs
from forecasting.periods import Period
from service.documents import to_document
from service.store.reads.observations import editions_of
from service.store.reads.releases import series_in
from service.store.records import Edition, ReleaseRecord

if TYPE_CHECKING:
    from sqlmodel import Session

COLUMNS = (
    "indicator_id", "area", "frequency", "period", "label", "start", "end", "basis", "change", "before", "after",
    "difference",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changed:
    """One figure of a release beside the one in force before it (None: the period is new)."""

    indicator: str
    area: str
    period: Period
    basis: str
    before: float | None
    after: float

    @property
    def stands(self) -> bool:
        """Whether the release only repeats what was held."""
        return self.before is not None and not differs(self.before, self.after)

    @property
    def key(self) -> str:
        """What names it for good in a list."""
        return f"{self.indicator} {self.area} {self.period} {self.basis}"

    @property
    def item(self) -> dict[str, Any]:
        """The change in a list."""
        return {
            "indicator_id": self.indicator,
            "area": self.area,
            "period": to_document(self.period),
            "basis": self.basis,
            "change": "new" if self.before is None else "revised",
            "before": self.before,
            "after": self.after,
            "difference": None if self.before is None else self.after - self.before,
        }

    @property
    def row(self) -> dict[str, Any]:
        """The change in a table."""
        item = self.item
        return {**item, **item["period"], "frequency": item["period"]["code"]}


def changes_of(session: Session, release: ReleaseRecord) -> list[Changed]:
    """Every figure of a release, with the one before it: by indicator, area and period.

    Before means an earlier date, or no date at all; among releases of one day, the one whose id comes first.
    """
    found: list[Changed] = []
    for (indicator, area), editions in editions_of(session, series_in(session, release.key)).items():
        found.extend(_of_series(indicator, area, editions, release))
    return found


def _of_series(
    indicator: str, area: str, editions: tuple[Edition, ...], release: ReleaseRecord
) -> Iterator[Changed]:
    own = _place(release)
    before: dict[tuple[Period, str], Edition] = {}
    for one in editions:
        if one.value is not None and _place(one.release) < own:
            held = before.get((one.period, one.basis))
            if held is None or _place(held.release) < _place(one.release):
                before[one.period, one.basis] = one
    for one in editions:
        if one.release.key != release.key or one.value is None:
            continue
        earlier = before.get((one.period, one.basis))
        yield Changed(
            indicator, area, one.period, one.basis, None if earlier is None else earlier.value, one.value
        )


def _place(release: ReleaseRecord) -> tuple[date, str]:
    return release.published or date.min, release.key
