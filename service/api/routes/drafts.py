"""A target that does not exist yet, judged as if it did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, document
from service.api.errors import BodyTooLarge, NoCurrentCourse
from service.api.links import series_links
from service.api.queries import Nothing
from service.api.refusals import COMMON
from service.api.reply import answer_once
from service.api.resource import resource
from service.api.schemas.assessment import AssessmentShape
from service.api.schemas.draft import DraftSent
from service.api.thorough import ThoroughRoute, invalid
from service.documents import to_document
from service.operations.draft_errors import DraftInvalid
from service.operations.drafting import assess_draft, wrong_with
from service.operations.setting_errors import CourseMissing

if TYPE_CHECKING:
    from sqlmodel import Session


class _Route(ThoroughRoute):
    sent = DraftSent
    placeholder = {"indicator": "unnamed"}  # noqa: RUF012 - read only

    @classmethod
    def look(cls, session: Session, fields: Mapping[str, Any], faulty: frozenset[str]) -> DraftInvalid | None:
        """What is wrong with the sound fields of a draft."""
        return wrong_with(session, fields, faulty=faulty)


router = APIRouter(prefix="/v1/targets/draft", tags=["targets"], route_class=_Route)


@resource(
    router,
    "/assess",
    shape=AssessmentShape,
    refusals=(*COMMON, NoCurrentCourse, BodyTooLarge),
    method="POST",
    kept=False,
)
async def assess_draft_target(request: Request, sent: DraftSent, _: Nothing) -> Response:
    """The full assessment of a target that does not exist yet.

    On any indicator of the catalogue, by the same rules and in the same words as a target in force; kinds `level`,
    `band`, `change_absolute`, `change_percent`, `change_pp`, `elimination`, `maintain`, `cumulative_sum` and
    `cumulative_cap`. Nothing is fitted or stored, so `sensitivity` to other treatments of the data is null.
    """
    fields = sent.model_dump(exclude_unset=True)

    def as_json(session: Session) -> Content:
        try:
            found = assess_draft(session, fields)
        except DraftInvalid as error:
            raise invalid(error) from error
        except CourseMissing as error:
            raise NoCurrentCourse(error.message, path="body.indicator", detail=error.remedy) from error
        return document({**to_document(found), "links": series_links(sent.indicator)})

    return await answer_once(request, as_json)
