"""Targets with their judgements: which ones, in which order, and as rows of a list or table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from service.api.content import Caution
from service.api.links import target_links
from service.api.queries import TargetOrder
from service.api.schemas.catalogue import TargetCore
from service.store.reads.board import judged_targets
from service.store.reads.catalogue import indicators, missions
from service.store.reads.observations import areas
from service.store.records import AssessmentRecord, TargetRecord

if TYPE_CHECKING:
    from sqlmodel import Session

_CORE = tuple(TargetCore.model_fields)
COLUMNS = (
    "mission_id", "target_id", "title", "indicator_id", "area", "kind", "comparator", "value", "upper", "period",
    "due", "status", "scope", "as_of", "verdict", "probability", "reason",
)  # fmt: skip


@dataclass(frozen=True)
class JudgedTarget:
    """A target in force and its judgement, if there is one."""

    record: TargetRecord
    assessment: AssessmentRecord | None

    @cached_property
    def data(self) -> dict[str, Any]:
        """The entry as the catalogue states it."""
        return self.record.data

    @property
    def item(self) -> dict[str, Any]:
        """The target in a list."""
        record, judged = self.record, self.assessment
        return {
            **{name: self.data.get(name) for name in _CORE},
            "due": record.due,
            "judgement": judged
            and {
                "as_of": judged.as_of,
                "verdict": judged.verdict,
                "probability": judged.probability,
                "reason": judged.reason,
            },
            "links": target_links(record.id, record.mission_id, record.indicator_id),
        }

    @property
    def row(self) -> dict[str, Any]:
        """The target in a table."""
        item = self.item
        period, judgement = item["period"], item["judgement"] or dict.fromkeys(COLUMNS[-4:])
        return {
            **item,
            **judgement,
            "mission_id": item["mission"],
            "target_id": item["id"],
            "indicator_id": item["indicator"],
            "period": period and period["period"],
        }


def all_judged(session: Session, *, as_of: date | None = None) -> list[JudgedTarget]:
    """Every target in force, in the order of the catalogue."""
    return [JudgedTarget(*pair) for pair in judged_targets(session, as_of=as_of)]


_FILTERS: Mapping[str, Callable[[JudgedTarget], object]] = {
    "mission": lambda one: one.record.mission_id,
    "indicator": lambda one: one.record.indicator_id,
    "area": lambda one: one.record.area,
    "kind": lambda one: one.record.kind,
    "status": lambda one: one.record.status,
    "scope": lambda one: one.data.get("scope"),
    "verdict": lambda one: one.assessment and one.assessment.verdict,
}


def matching(found: Sequence[JudgedTarget], wanted: Mapping[str, Sequence[str]]) -> list[JudgedTarget]:
    """Those that meet every filter; a filter with several values is met by any of them."""
    for name, values in wanted.items():
        if values:
            read = _FILTERS[name]
            found = [one for one in found if read(one) in values]
    return list(found)


def ordered(found: Sequence[JudgedTarget], order: TargetOrder) -> list[JudgedTarget]:
    """In the order asked for. What has no value comes last, whichever way round."""
    if order is TargetOrder.CATALOGUE:
        return list(found)
    name, down = order.value.removeprefix("-"), order.value.startswith("-")
    reads: Mapping[str, Callable[[JudgedTarget], Any]] = {
        "id": lambda one: one.record.id,
        "due": lambda one: one.record.due,
        "probability": lambda one: one.assessment and one.assessment.probability,
    }
    read = reads[name]
    valued = [one for one in found if read(one) is not None]
    return sorted(valued, key=read, reverse=down) + [one for one in found if read(one) is None]


def cautions(session: Session, wanted: Mapping[str, Sequence[str]], total: int) -> list[Caution]:
    """What to say of filters that name nothing, or that together leave nothing."""
    known: Mapping[str, Callable[[], set[str]]] = {
        "mission": lambda: {one.id for one in missions(session)},
        "indicator": lambda: {one.id for one in indicators(session)},
        "area": lambda: {one.code for one in areas(session)},
    }
    found = []
    for name, read in known.items():
        strange = sorted(set(wanted.get(name, ())) - read()) if wanted.get(name) else []
        if strange:
            message = f"No {name} is called {' or '.join(f'“{value}”' for value in strange)}."
            found.append(Caution(f"unknown_{name}", message, f"query.{name}", strange))
    if not total and not found and any(wanted.values()):
        found.append(Caution("nothing_matches", "Nothing matches all of these filters together."))
    return found
