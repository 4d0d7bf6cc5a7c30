"""What targets there could be for an indicator, an area and a date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.api.content import Content, document
from service.api.errors import BodyTooLarge
from service.api.links import series_links
from service.api.queries import Nothing
from service.api.refusals import COMMON
from service.api.reply import answer_once
from service.api.resource import resource
from service.api.schemas.proposal import ProposalSent, ProposalShape
from service.api.thorough import ThoroughRoute, invalid
from service.documents import to_document
from service.operations.draft_errors import DraftInvalid
from service.operations.proposal_fields import asked_from, wrong_with
from service.operations.proposing import proposal_for

if TYPE_CHECKING:
    from sqlmodel import Session


class _Route(ThoroughRoute):
    sent = ProposalSent
    placeholder = {"indicator": "unnamed", "by": "2030"}  # noqa: RUF012 - read only

    @classmethod
    def look(cls, session: Session, fields: Mapping[str, Any], faulty: frozenset[str]) -> DraftInvalid | None:
        """What is wrong with the sound fields of a question."""
        return wrong_with(session, fields, faulty=faulty)


router = APIRouter(prefix="/v1/proposals", tags=["targets"], route_class=_Route)


@resource(router, "", shape=ProposalShape, refusals=(*COMMON, BodyTooLarge), method="POST", kept=False)
async def propose_targets(request: Request, sent: ProposalSent, _: Nothing) -> Response:
    """What targets there could be: ranges with reasons, never one number.

    Values with 90, 75, 50, 25 and 10% chance on the current course; the ways of Healthy People and others; the best
    pace ever sustained here, and where the paces of comparable areas lead; what a `value` of your own would mean; a
    path with milestones; what to beware of. Rests on the stored course of the series: nothing is fitted or stored.
    """
    fields = sent.model_dump(exclude_unset=True)

    def as_json(session: Session) -> Content:
        try:
            found = proposal_for(session, asked_from(session, fields))
        except DraftInvalid as error:
            raise invalid(error) from error
        return document({**to_document(found), "links": series_links(found.indicator)})

    return await answer_once(request, as_json)
