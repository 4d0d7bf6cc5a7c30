"""What a probability is called, and how often that was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, document, listing, table
from service.api.errors import Unknown
from service.api.links import ROOT
from service.api.missing import unknown
from service.api.negotiation import CSV, JSON
from service.api.paging import Page
from service.api.queries import LabelSetId, Nothing
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.label_set import LabelSetCore, LabelSetList, LabelSetShape
from service.operations.label_set_rows import ERROR_COLUMNS, error_rows, label_set_shown
from service.store.reads.label_sets import LabelSetRecord, label_sets, versions_of

if TYPE_CHECKING:
    from sqlmodel import Session

router = APIRouter(prefix="/v1/label-sets", tags=["service"])

_CORE = tuple(field.alias or name for name, field in LabelSetCore.model_fields.items())


@resource(router, "", shape=LabelSetList, formats=(JSON, CSV), refusals=COMMON)
async def list_label_sets(request: Request, _: Nothing) -> Response:
    """Label sets in force: the cuts and the words of each.

    Assessments carry the set their verdict is by (`label_set`). As CSV, how often each set was wrong, a row for
    each frequency class and stretch of horizons.
    """

    def as_json(session: Session) -> Content:
        items = [label_set_core(one) for one in label_sets(session)]
        return listing(Page(items, len(items), {"self": request.url.path}), items)

    def as_csv(session: Session) -> Content:
        rows = (row for one in label_sets(session) for row in error_rows(one.labels))
        return table(ERROR_COLUMNS, rows, name="label-sets")

    return await reply(request, {JSON: as_json, CSV: as_csv})


@resource(router, "/{label_set_id}", shape=LabelSetShape, refusals=(*COMMON, Unknown))
async def get_label_set(request: Request, label_set_id: LabelSetId, _: Nothing) -> Response:
    """One label set, with its false alarms and missed alarms in the backtest.

    By frequency class and horizon; the definitions stand beside the figures.
    """

    def as_json(session: Session) -> Content:
        held = versions_of(session, label_set_id)
        if not held:
            raise unknown("label_set", label_set_id, (one.labels.id for one in label_sets(session)))
        newest = next((one for one in held if one.in_force), held[0])
        versions = [
            {"version": one.labels.version, "recorded_at": one.recorded_at, "in_force": one.in_force}
            for one in held
        ]
        return document({**_shown(newest), "versions": versions})

    return await reply(request, {JSON: as_json})


def label_set_core(found: LabelSetRecord) -> dict[str, Any]:
    """A label set in a list."""
    shown = _shown(found)
    return {name: shown[name] for name in _CORE}


def _shown(found: LabelSetRecord) -> dict[str, Any]:
    links = {"self": f"{ROOT}/label-sets/{found.labels.id}", "list": f"{ROOT}/label-sets"}
    return {**label_set_shown(found.labels, owner=found.owner), "links": links}
