"""Label sets, as editors write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from service.api.editing import Entries, Removal, editors_router, edits
from service.api.queries import LabelSetId, Nothing
from service.api.routes.label_sets import label_set_core
from service.api.schemas.editing import LabelSetSent, SavedLabelSetShape
from service.operations.editing.label_sets import remove_label_set, save_label_set, tag_of
from service.store.reads.label_sets import LabelSetRecord, label_sets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlmodel import Session

writing = editors_router("/v1/label-sets/{label_set_id}")


def _found(session: Session, label_set_id: str) -> LabelSetRecord | None:
    return next((one for one in label_sets(session) if one.labels.id == label_set_id), None)


def _version(session: Session, label_set_id: str) -> str | None:
    record = _found(session, label_set_id)
    return None if record is None else tag_of(record.labels)


def _shown(session: Session, label_set_id: str) -> Mapping[str, Any] | None:
    record = _found(session, label_set_id)
    return None if record is None else label_set_core(record)


def _ids(session: Session) -> Iterable[str]:
    return [one.labels.id for one in label_sets(session)]


LABEL_SETS = Entries("label_set", "label-sets", _version, _shown, also=(), like=_ids)


@edits(writing, "", shape=SavedLabelSetShape, method="PUT", creates=True)
async def replace_label_set(
    request: Request, label_set_id: LabelSetId, sent: LabelSetSent, _: Nothing
) -> Response:
    """Put a label set in force, as a new version where there is one already.

    Takes a key with the scope `editor`. `If-Match` names the `version` that was answered to the last change, as
    `"<id>-<number>"`, or the `ETag` of the set, where there is one. No probability changes with it.
    """
    return await LABEL_SETS.edit(
        request,
        label_set_id,
        lambda session, editor: save_label_set(session, editor, label_set_id, sent.label_set),
        reason=sent.reason,
        member="label_set",
        creates=True,
    )


@edits(writing, "", shape=SavedLabelSetShape, method="DELETE")
async def remove_edited_label_set(request: Request, label_set_id: LabelSetId, asked: Removal) -> Response:
    """Take an editor's label set out of force. Its versions are kept, and what it overrode shows again.

    Takes a key with the scope `editor`, and `If-Match` as for writing one.
    """
    return await LABEL_SETS.edit(
        request,
        label_set_id,
        lambda session, editor: remove_label_set(session, editor, label_set_id),
        reason=asked.reason,
    )
