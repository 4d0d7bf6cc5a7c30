"""Targets and their milestones, as editors write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, listing
from service.api.editing import REFUSED, EditorsRoute, Version, edit, editor_sees, target_path
from service.api.errors import Unknown
from service.api.missing import unknown
from service.api.negotiation import JSON
from service.api.paging import Page
from service.api.queries import Nothing, Question, TargetId
from service.api.refusals import CHANGED, COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.access import Reason
from service.api.schemas.editing import (
    MilestoneList,
    MilestoneSent,
    MilestonesSent,
    SavedTargetShape,
    TargetSent,
)
from service.api.target_document import target_document
from service.operations.editing.editor import Saved
from service.operations.editing.milestones import (
    item_id,
    remove_milestone,
    save_milestone,
    save_milestones,
)
from service.operations.editing.targets import remove_edit, save_target
from service.security.require import DOCUMENTED
from service.store.reads import catalogue

if TYPE_CHECKING:
    from sqlmodel import Session

reading = APIRouter(prefix="/v1/targets/{target_id}", tags=["editing"])
writing = APIRouter(
    prefix="/v1/targets/{target_id}", tags=["editing"], route_class=EditorsRoute, dependencies=[DOCUMENTED]
)

MilestoneId = Annotated[
    str,
    Path(
        pattern=r"^[0-9A-Za-z][0-9A-Za-z\-]*$",
        max_length=40,
        description="A milestone: its period, with a hyphen for a stroke.",
        examples=["2026-27"],
    ),
]


class RemovalQuestion(Question):
    """Why something is taken away."""

    reason: Reason


Removal = Annotated[RemovalQuestion, Query()]


@resource(
    writing,
    "",
    shape=SavedTargetShape,
    method="PUT",
    kept=False,
    creates=True,
    refusals=(*COMMON, *CHANGED, *REFUSED),
)
async def replace_target(request: Request, target_id: TargetId, sent: TargetSent, _: Nothing) -> Response:
    """Write a target, in the place of whatever other catalogue has one of this id.

    Takes a key with the scope `editor`. `target` has the keys of a catalogue file and its `mission`, and is held to the
    same checks; everything that is wrong is told at once. `If-Match` names the `version` (or the `ETag`) that was
    read, where there is such a target already. It is judged anew by a job, and shows no judgement until then.
    """
    return await edit(
        request,
        reason=sent.reason,
        work=lambda session, editor: save_target(session, editor, target_id, sent.target),
        shown=_shown,
        version=_version(request, target_id),
        path=target_path(target_id),
        member="target",
    )


@resource(
    writing,
    "",
    shape=SavedTargetShape,
    method="DELETE",
    kept=False,
    refusals=(*COMMON, *CHANGED, *REFUSED, Unknown),
)
async def remove_target(request: Request, target_id: TargetId, asked: Removal) -> Response:
    """Take away what an editor wrote: what it overrode shows again.

    Takes a key with the scope `editor`. A target that no editor wrote is refused with 409 `nothing_edited`.
    """
    return await edit(
        request,
        reason=asked.reason,
        work=lambda session, editor: remove_edit(session, editor, target_id),
        shown=_shown,
        version=_version(request, target_id, needed=True),
        path=target_path(target_id),
    )


@resource(reading, "/milestones", shape=MilestoneList, refusals=(*COMMON, Unknown))
async def list_target_milestones(request: Request, target_id: TargetId, _: Nothing) -> Response:
    """The milestones of a target, each with its id."""

    def as_json(session: Session) -> Content:
        found = catalogue.target(session, target_id)
        if found is None:
            raise unknown("target", target_id, (one.id for one in catalogue.targets(session)))
        items = [{**one, "id": item_id(one)} for one in found.data["milestones"]]
        return listing(Page(items, len(items), {"self": request.url.path}), items)

    return await reply(request, {JSON: as_json})


@resource(
    writing,
    "/milestones",
    shape=SavedTargetShape,
    method="PUT",
    kept=False,
    refusals=(*COMMON, *CHANGED, *REFUSED, Unknown),
)
async def replace_milestones(
    request: Request, target_id: TargetId, sent: MilestonesSent, _: Nothing
) -> Response:
    """Let a target have exactly these milestones; an empty list takes all away.

    Takes a key with the scope `editor`, and `If-Match` as for the target.
    """
    return await edit(
        request,
        reason=sent.reason,
        work=lambda session, editor: save_milestones(session, editor, target_id, sent.milestones),
        shown=_shown,
        version=_version(request, target_id, needed=True),
        path=target_path(target_id),
    )


@resource(
    writing,
    "/milestones/{milestone_id}",
    shape=SavedTargetShape,
    method="PUT",
    kept=False,
    refusals=(*COMMON, *CHANGED, *REFUSED, Unknown),
)
async def replace_milestone(
    request: Request, target_id: TargetId, milestone_id: MilestoneId, sent: MilestoneSent, _: Nothing
) -> Response:
    """Add a milestone to a target, or put it in the place of the one of its period.

    Takes a key with the scope `editor`, and `If-Match` as for the target.
    """
    return await edit(
        request,
        reason=sent.reason,
        work=lambda session, editor: save_milestone(session, editor, target_id, milestone_id, sent.milestone),
        shown=_shown,
        version=_version(request, target_id, needed=True),
        path=target_path(target_id),
        member="milestone",
    )


@resource(
    writing,
    "/milestones/{milestone_id}",
    shape=SavedTargetShape,
    method="DELETE",
    kept=False,
    refusals=(*COMMON, *CHANGED, *REFUSED, Unknown),
)
async def remove_one_milestone(
    request: Request, target_id: TargetId, milestone_id: MilestoneId, asked: Removal
) -> Response:
    """Take one milestone of a target away.

    Takes a key with the scope `editor`, and `If-Match` as for the target.
    """
    return await edit(
        request,
        reason=asked.reason,
        work=lambda session, editor: remove_milestone(session, editor, target_id, milestone_id),
        shown=_shown,
        version=_version(request, target_id, needed=True),
        path=target_path(target_id),
    )


def _version(request: Request, target_id: str, *, needed: bool = False) -> Version:
    def found(session: Session) -> str | None:
        record = catalogue.target(session, target_id)
        if record is not None and not editor_sees(request, session, "target", target_id):
            record = None
        if record is None and needed:
            raise unknown("target", target_id, ())
        return None if record is None else record.version

    return found


def _shown(session: Session, saved: Saved) -> dict[str, Any]:
    record = catalogue.target(session, saved.id)
    links = {"self": target_path(saved.id), "versions": f"{target_path(saved.id)}/versions"}
    return {"target": None if record is None else target_document(session, record), "links": links}
