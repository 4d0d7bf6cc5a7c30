"""The page on the API: what other programs can ask for, with addresses of this very service to copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from service.board.english import api_page as words
from service.board.rendering import render
from service.board.serving import Dress, Page, PageDesk, serve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from service.board.rows import Row

# What the examples are about where nothing has been judged yet.
_BUNDLED = {
    "target": "nhs-rtt92-2029",
    "indicator": "rtt_pct_within_18w",
    "area": "E92000001",
    "by": "2029-03",
}

router = APIRouter(include_in_schema=False, default_response_class=Response)


@dataclass(frozen=True, slots=True)
class Snippet:
    """Something to copy, and where it goes."""

    name: str
    text: str


@router.get("/api")
async def api(request: Request) -> Response:
    """What the API is for."""
    base = str(request.base_url).rstrip("/")

    def build(session: Session, desk: PageDesk, today: date) -> Page:
        about = {"base": base, **_example(desk.register(session, today).rows)}
        uses = [
            (use, [Snippet(name, text.format(**about)) for name, text in use.copied]) for use in words.USES
        ]
        return Page.of(
            render("api.html", a=words, uses=uses, here="api", title=words.TITLE, summary=words.SUMMARY)
        )

    # The examples name the service by the address it was asked under.
    return await serve(request, build, Dress(mark=base))


def _example(rows: Sequence[Row]) -> dict[str, str]:
    """A target with a chance that a reader of this service can ask about: the bundled one, or else the first."""
    known = [row.case.target for row in rows if row.case.chance is not None]
    if any(target.id == _BUNDLED["target"] for target in known):
        return _BUNDLED
    for target in known:
        if target.indicator and target.area and target.period is not None:
            return {
                "target": target.id,
                "indicator": target.indicator,
                "area": target.area,
                "by": str(target.period),
            }
    return _BUNDLED
