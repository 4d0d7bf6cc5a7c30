"""Targets with their judgements: which ones, in which order, and as rows of a list or table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from service.api.content import Caution
from service.api.judged_queries import JudgedQuestion, TargetOrder
from service.api.links import target_links
from service.api.schemas.catalogue import TargetCore
from service.store.reads.board import judged_targets
from service.store.reads.catalogue import indicators, missions, targets
from service.store.reads.judged import JudgedOrder, Wanted
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


def matching(found: Sequence[JudgedTarget], mission_id: str) -> list[JudgedTarget]:
    """Those of one mission."""
    return [one for one in found if one.record.mission_id == mission_id]


def wanted(asked: JudgedQuestion, *, as_of: date | None = None) -> Wanted:
    """What a question asks of targets and judgements. Raises ParametersInvalid where it contradicts itself."""
    asked.check()

    def values(name: str) -> tuple[str, ...]:
        return tuple(str(value) for value in getattr(asked, name, ()))

    return Wanted(
        missions=values("mission"),
        indicators=values("indicator"),
        areas=values("area"),
        levels=values("level"),
        kinds=values("kind"),
        statuses=values("status"),
        targets=values("target"),
        verdicts=values("verdict"),
        probability=(asked.probability_min, asked.probability_max),
        informed_since=asked.informed_since,
        recorded_since=getattr(asked, "updated_after", None),
        judged_on=getattr(asked, "origin_date", None),
        as_of=as_of,
    )


def order_of(asked: TargetOrder) -> tuple[JudgedOrder, bool]:
    """The order asked for, and whether it is turned round."""
    return JudgedOrder(asked.value.removeprefix("-")), asked.value.startswith("-")


def filters(asked: JudgedQuestion) -> dict[str, list[str]]:
    """The filters of a question that name something, for the warnings."""
    names = ("mission", "target", "indicator", "area", "level", "kind", "status", "scope", "verdict")
    found = {name: [str(value) for value in getattr(asked, name, ())] for name in names}
    for name in ("probability_min", "probability_max", "informed_since", "updated_after", "origin_date"):
        given = getattr(asked, name, None)
        found[name] = [] if given is None else [str(given)]
    return found


def cautions(session: Session, wanted: Mapping[str, Sequence[str]], total: int) -> list[Caution]:
    """What to say of filters that name nothing, or that together leave nothing."""
    known: Mapping[str, Callable[[], set[str]]] = {
        "mission": lambda: {one.id for one in missions(session)},
        "indicator": lambda: {one.id for one in indicators(session)},
        "area": lambda: {one.code for one in areas(session)},
        "level": lambda: {one.level for one in areas(session) if one.level},
        "target": lambda: {one.id for one in targets(session)},
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
