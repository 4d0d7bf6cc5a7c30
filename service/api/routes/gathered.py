"""Milestones, breaks and findings of everything there is, each as one list and one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Caution, Content, listing, table
from service.api.errors import CursorInvalid
from service.api.judged_queries import (
    Breaks,
    BreaksQuestion,
    Findings,
    FindingsQuestion,
    Milestones,
    MilestonesQuestion,
)
from service.api.links import ROOT, judgement_links, target_links
from service.api.negotiation import CSV, JSON
from service.api.paging import page_of, refuse_paging
from service.api.queries import PageQuestion
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.gathered import BreakList, FindingList, MilestoneList
from service.api.suspected import suspected_items
from service.api.targets import cautions
from service.store.reads import catalogue
from service.store.reads.judged import Wanted, judged_ids, judged_with

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1", tags=["targets"])

Item = dict[str, Any]
Find = Callable[["Session"], list[Item]]

MILESTONE_COLUMNS = (
    *("mission_id", "target_id", "indicator_id", "period", "label", "start", "end", "value", "set_by"),
    *("value_basis", "recorded", "citation", "confirmed", "remark"),
)
BREAK_COLUMNS = (
    *("mission_id", "indicator_id", "area", "period", "label", "start", "end", "break_kind", "comparability"),
    *("recorded", "explanation", "citation"),
)
FINDING_COLUMNS = (
    *("mission_id", "target_id", "as_of", "code", "severity", "says"),
    *(
        "finding_id",
        "finding_state",
        "indicator_id",
        "area",
        "period",
        "decided_by",
        "decided_at",
        "reason_given",
    ),
)

_NAMES = ("target_id", "indicator_id", "area", "code", "kind", "id")


@resource(router, "/milestones", shape=MilestoneList, formats=(JSON, CSV), refusals=(*COMMON, CursorInvalid))
async def list_milestones(request: Request, asked: Milestones) -> Response:
    """Milestones of all targets: values due on the way. CSV comes whole, JSON in pages."""
    given = {"mission": asked.mission, "target": asked.target, "indicator": asked.indicator}

    def find(session: Session) -> list[Item]:
        return list(_milestones(session, asked))

    def row(item: Item) -> Item:
        more = {"set_by": item["kind"], "value_basis": item["basis"], "confirmed": item["evidence"]}
        return {**item, **item["period"], **more, "recorded": _text(item), "remark": item["note"]}

    return await _answered(request, asked, find, given, MILESTONE_COLUMNS, row, name="milestones")


@resource(router, "/breaks", shape=BreakList, formats=(JSON, CSV), refusals=(*COMMON, CursorInvalid))
async def list_breaks(request: Request, asked: Breaks) -> Response:
    """Breaks and disturbances of all series, with what may be compared across them.

    CSV comes whole, JSON in pages.
    """
    given = {"mission": asked.mission, "indicator": asked.indicator}

    def find(session: Session) -> list[Item]:
        return list(_breaks(session, asked))

    def row(item: Item) -> Item:
        more = {"break_kind": item["kind"], "comparability": item["comparable"], "recorded": _text(item)}
        return {**item, **item["period"], **more}

    return await _answered(request, asked, find, given, BREAK_COLUMNS, row, name="breaks")


@resource(router, "/findings", shape=FindingList, formats=(JSON, CSV), refusals=(*COMMON, CursorInvalid))
async def list_findings(request: Request, asked: Findings) -> Response:
    """What a reader must know: every finding of every current assessment, and the breaks that figures suggest.

    A suspected break has the code `suspected_break`, an `id` and a `state`: suspected, accepted (the indicator has such a
    break) or dismissed by an editor. CSV comes whole, JSON in pages.
    """
    given = {"mission": asked.mission, "target": asked.target, "indicator": asked.indicator}

    def find(session: Session) -> list[Item]:
        return list(_findings(session, asked))

    def row(item: Item) -> Item:
        period = item.get("period")
        return {
            **dict.fromkeys(FINDING_COLUMNS),
            **item,
            "says": item["message"],
            "finding_id": item.get("id"),
            "finding_state": item.get("state"),
            "period": None if period is None else period["period"],
            "reason_given": item.get("reason"),
        }

    return await _answered(request, asked, find, given, FINDING_COLUMNS, row, name="findings")


async def _answered(
    request: Request,
    asked: PageQuestion,
    find: Find,
    given: Mapping[str, Sequence[str]],
    columns: Sequence[str],
    row: Callable[[Item], Item],
    *,
    name: str,
) -> Response:
    def as_json(session: Session) -> Content:
        page = page_of(_named(find(session)), lambda one: one[0], request=request, asked=asked)
        said: list[Caution] = cautions(session, given, page.total)
        return listing(page, [item for _, item in page.rows], cautions=said)

    def as_csv(session: Session) -> Content:
        refuse_paging(asked)
        return table(columns, (row(item) for item in find(session)), name=name)

    return await reply(request, {JSON: as_json, CSV: as_csv})


def _named(items: list[Item]) -> list[tuple[str, Item]]:
    """Each item with what names it for good, so that a page goes on behind it whatever has come before it meanwhile."""
    met: Counter[str] = Counter()
    named = []
    for item in items:
        period = item.get("period")
        parts = (*(item.get(part) for part in _NAMES), None if period is None else period["period"])
        name = "/".join(str(part or "") for part in parts)
        met[name] += 1
        # An assessment may say the same twice, of different things.
        named.append((f"{name}/{met[name]}", item))
    return named


def _milestones(session: Session, asked: MilestonesQuestion) -> Iterator[Item]:
    for record in catalogue.targets(session):
        if not (
            _among(record.mission_id, asked.mission)
            and _among(record.id, asked.target)
            and _among(record.indicator_id, asked.indicator)
        ):
            continue
        links = target_links(record.id, record.mission_id, record.indicator_id)
        for milestone in record.data.get("milestones") or ():
            yield {
                **milestone,
                "target_id": record.id,
                "mission_id": record.mission_id,
                "indicator_id": record.indicator_id,
                "links": links,
            }


def _breaks(session: Session, asked: BreaksQuestion) -> Iterator[Item]:
    for record in catalogue.indicators(session):
        if not (_among(record.mission_id, asked.mission) and _among(record.id, asked.indicator)):
            continue
        links = {"indicator": f"{ROOT}/indicators/{record.id}"}
        for change in record.data.get("breaks") or ():
            if _among(change["kind"], asked.kind):
                yield {
                    **change,
                    "indicator_id": record.id,
                    "mission_id": record.mission_id,
                    "links": links,
                }


def _findings(session: Session, asked: FindingsQuestion) -> Iterator[Item]:
    chosen = Wanted(
        missions=tuple(asked.mission), targets=tuple(asked.target), indicators=tuple(asked.indicator)
    )
    ids = judged_ids(session, chosen, judged=True)
    for record, judged in () if asked.state else judged_with(session, ids):
        if judged is None:
            continue
        links = judgement_links(record.id, "/assessment", None)
        for finding in judged.data.get("findings") or ():
            if _among(finding["code"], asked.code) and _among(finding["severity"], asked.severity):
                yield {
                    **finding,
                    "target_id": record.id,
                    "mission_id": record.mission_id,
                    "as_of": judged.as_of,
                    "links": links,
                }
    yield from _suspected(session, asked)


def _suspected(session: Session, asked: FindingsQuestion) -> Iterator[Item]:
    """The suspected breaks asked for; of a target those in the series that it is measured by."""
    series = None
    if asked.target:
        found = [one for one in catalogue.targets(session) if one.id in asked.target]
        series = {(one.indicator_id, one.area) for one in found}
    for item in suspected_items(session, indicators=asked.indicator or None):
        own = (item["indicator_id"], item["area"])
        if (
            _among(item["mission_id"], asked.mission)
            and _among(item["code"], asked.code)
            and _among(item["severity"], asked.severity)
            and _among(item["state"], asked.state)
            and (
                series is None or own in series or (own[1] is None and own[0] in {name for name, _ in series})
            )
        ):
            yield item


def _among(value: str | None, wanted: Sequence[str]) -> bool:
    return not wanted or value in wanted


def _text(item: Item) -> str | None:
    recorded = item.get("recorded")
    return None if recorded is None else str(recorded["text"])
