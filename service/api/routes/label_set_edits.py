"""Label sets, as editors write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.editing import REFUSED, EditorsRoute, Version, edit
from service.api.errors import Unknown
from service.api.links import ROOT
from service.api.missing import unknown
from service.api.queries import LabelSetId, Nothing
from service.api.refusals import CHANGED, COMMON
from service.api.resource import resource
from service.api.routes.label_sets import label_set_core
from service.api.routes.target_edits import Removal
from service.api.schemas.editing import LabelSetSent, SavedLabelSetShape
from service.operations.editing.editor import Saved
from service.operations.editing.label_sets import remove_label_set, save_label_set, tag_of
from service.security.require import DOCUMENTED
from service.store.reads.label_sets import LabelSetRecord, label_sets

if TYPE_CHECKING:
    from sqlmodel import Session

writing = APIRouter(
    prefix="/v1/label-sets/{label_set_id}",
    tags=["editing"],
    route_class=EditorsRoute,
    dependencies=[DOCUMENTED],
)


@resource(
    writing,
    "",
    shape=SavedLabelSetShape,
    method="PUT",
    kept=False,
    creates=True,
    refusals=(*COMMON, *CHANGED, *REFUSED),
)
async def replace_label_set(
    request: Request, label_set_id: LabelSetId, sent: LabelSetSent, _: Nothing
) -> Response:
    """Put a label set in force, as a new version where there is one already.

    Takes a key with the scope `editor`. `If-Match` names the `version` that was answered to the last change, as
    `"<id>-<number>"`, or the `ETag` of the set, where there is one. No probability changes with it.
    """
    return await edit(
        request,
        reason=sent.reason,
        work=lambda session, editor: save_label_set(session, editor, label_set_id, sent.label_set),
        shown=_shown,
        version=_version(label_set_id),
        path=_path(label_set_id),
        member="label_set",
    )


@resource(
    writing,
    "",
    shape=SavedLabelSetShape,
    method="DELETE",
    kept=False,
    refusals=(*COMMON, *CHANGED, *REFUSED, Unknown),
)
async def remove_edited_label_set(request: Request, label_set_id: LabelSetId, asked: Removal) -> Response:
    """Take an editor's label set out of force. Its versions are kept, and what it overrode shows again.

    Takes a key with the scope `editor`, and `If-Match` as for writing one.
    """
    return await edit(
        request,
        reason=asked.reason,
        work=lambda session, editor: remove_label_set(session, editor, label_set_id),
        shown=_shown,
        version=_version(label_set_id, needed=True),
        path=_path(label_set_id),
    )


def _path(label_set_id: str) -> str:
    return f"{ROOT}/label-sets/{label_set_id}"


def _found(session: Session, label_set_id: str) -> LabelSetRecord | None:
    return next((one for one in label_sets(session) if one.labels.id == label_set_id), None)


def _version(label_set_id: str, *, needed: bool = False) -> Version:
    def found(session: Session) -> str | None:
        record = _found(session, label_set_id)
        if record is None and needed:
            raise unknown("label_set", label_set_id, (one.labels.id for one in label_sets(session)))
        return None if record is None else tag_of(record.labels)

    return found


def _shown(session: Session, saved: Saved) -> dict[str, Any]:
    record = _found(session, saved.id)
    return {
        "label_set": None if record is None else label_set_core(record),
        "links": {"self": _path(saved.id)},
    }
