"""Targets and their milestones, as editors write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, listing
from service.api.editing import Entries, Removal, editors_router, edits
from service.api.errors import Unknown
from service.api.missing import unknown
from service.api.negotiation import JSON
from service.api.paging import Page
from service.api.queries import Nothing, TargetId
from service.api.refusals import COMMON
from service.api.reply import reply
from service.api.resource import resource
from service.api.schemas.editing import (
    MilestoneList,
    MilestoneSent,
    MilestonesSent,
    SavedTargetShape,
    TargetSent,
)
from service.api.target_document import target_document
from service.operations.editing.milestones import (
    item_id,
    remove_milestone,
    save_milestone,
    save_milestones,
)
from service.operations.editing.targets import remove_edit, save_target
from service.store.reads import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

reading = APIRouter(prefix="/v1/targets/{target_id}", tags=["editing"])
writing = editors_router("/v1/targets/{target_id}")

MilestoneId = Annotated[
    str,
    Path(
        pattern=r"^[0-9A-Za-z][0-9A-Za-z\-]*$",
        max_length=40,
        description="A milestone: its period, with a hyphen for a stroke.",
        examples=["2026-27"],
    ),
]


def _version(session: Session, target_id: str) -> str | None:
    record = catalogue.target(session, target_id)
    return None if record is None else record.version


def _shown(session: Session, target_id: str) -> Mapping[str, Any] | None:
    record = catalogue.target(session, target_id)
    return None if record is None else target_document(session, record)


TARGETS = Entries("target", "targets", _version, _shown)


@edits(writing, "", shape=SavedTargetShape, method="PUT", creates=True)
async def replace_target(request: Request, target_id: TargetId, sent: TargetSent, _: Nothing) -> Response:
    """Write a target, in the place of whatever other catalogue has one of this id.

    Takes a key with the scope `editor`. `target` has the keys of a catalogue file and its `mission`, and is held to the
    same checks; everything that is wrong is told at once. `If-Match` names the `version` (or the `ETag`) that was
    read, where there is such a target already. It is judged anew by a job, and shows no judgement until then.
    """
    return await TARGETS.edit(
        request,
        target_id,
        lambda session, editor: save_target(session, editor, target_id, sent.target),
        reason=sent.reason,
        member="target",
        creates=True,
    )


@edits(writing, "", shape=SavedTargetShape, method="DELETE")
async def remove_target(request: Request, target_id: TargetId, asked: Removal) -> Response:
    """Take away what an editor wrote: what it overrode shows again.

    Takes a key with the scope `editor`. A target that no editor wrote is refused with 409 `nothing_edited`.
    """
    return await TARGETS.edit(
        request,
        target_id,
        lambda session, editor: remove_edit(session, editor, target_id),
        reason=asked.reason,
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


@edits(writing, "/milestones", shape=SavedTargetShape, method="PUT")
async def replace_milestones(
    request: Request, target_id: TargetId, sent: MilestonesSent, _: Nothing
) -> Response:
    """Let a target have exactly these milestones; an empty list takes all away.

    Takes a key with the scope `editor`, and `If-Match` as for the target.
    """
    return await TARGETS.edit(
        request,
        target_id,
        lambda session, editor: save_milestones(session, editor, target_id, sent.milestones),
        reason=sent.reason,
    )


@edits(writing, "/milestones/{milestone_id}", shape=SavedTargetShape, method="PUT")
async def replace_milestone(
    request: Request, target_id: TargetId, milestone_id: MilestoneId, sent: MilestoneSent, _: Nothing
) -> Response:
    """Add a milestone to a target, or put it in the place of the one of its period.

    Takes a key with the scope `editor`, and `If-Match` as for the target.
    """
    return await TARGETS.edit(
        request,
        target_id,
        lambda session, editor: save_milestone(session, editor, target_id, milestone_id, sent.milestone),
        reason=sent.reason,
        member="milestone",
    )


@edits(writing, "/milestones/{milestone_id}", shape=SavedTargetShape, method="DELETE")
async def remove_one_milestone(
    request: Request, target_id: TargetId, milestone_id: MilestoneId, asked: Removal
) -> Response:
    """Take one milestone of a target away.

    Takes a key with the scope `editor`, and `If-Match` as for the target.
    """
    return await TARGETS.edit(
        request,
        target_id,
        lambda session, editor: remove_milestone(session, editor, target_id, milestone_id),
        reason=asked.reason,
    )
