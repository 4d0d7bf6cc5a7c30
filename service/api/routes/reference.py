"""The description of the API, for machines and for people. Nothing on the page comes from elsewhere."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from service.api.description import OPENAPI, PAGE, Description
from service.api.negotiation import accepts_gzip
from service.api.representation import ZIPPED, matching

router = APIRouter(include_in_schema=False)

_CACHING = {"Cache-Control": "max-age=60", "Vary": "Accept-Encoding"}


@router.get("/openapi.json")
async def get_openapi(request: Request) -> Response:
    """The OpenAPI description."""
    return await _fixed(request, OPENAPI, "application/json")


@router.get("/docs")
async def get_docs(request: Request) -> Response:
    """The reference page."""
    return await _fixed(request, PAGE, "text/html; charset=utf-8")


async def _fixed(request: Request, name: str, media_type: str) -> Response:
    description: Description = request.app.state.description
    found = await run_in_threadpool(description.get, name)
    held = request.headers.get("if-none-match")
    known = None if held is None else matching(held, found.tag)
    if known is not None:
        return Response(status_code=304, headers={"ETag": f'"{known}"', **_CACHING})
    if accepts_gzip(request.headers.get("accept-encoding")):
        headers = {"ETag": f'"{found.tag}{ZIPPED}"', "Content-Encoding": "gzip", **_CACHING}
        return Response(found.zipped, media_type=media_type, headers=headers)
    return Response(found.body, media_type=media_type, headers={"ETag": f'"{found.tag}"', **_CACHING})
