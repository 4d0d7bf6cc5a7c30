"""The description of the API, for machines and for people. Nothing on the page comes from elsewhere."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from fastapi import APIRouter, FastAPI
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from pydantic_core import to_json
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from service.api.errors import RequestError
from service.api.problems import PROBLEM_TYPES, ProblemType
from service.api.representation import matching, validator

router = APIRouter(include_in_schema=False)

_DAY = {"Cache-Control": "max-age=60", "Vary": "Accept-Encoding"}
_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


@router.get("/openapi.json")
async def get_openapi(request: Request) -> Response:
    """The OpenAPI description."""
    return await _fixed(request, "openapi", "application/json")


@router.get("/docs")
async def get_docs(request: Request) -> Response:
    """The reference page."""
    return await _fixed(request, "docs", "text/html; charset=utf-8")


async def _fixed(request: Request, name: str, media_type: str) -> Response:
    body, tag = await run_in_threadpool(_made, request.app, name)
    headers = {"ETag": f'"{tag}"', **_DAY}
    held = request.headers.get("if-none-match")
    if held is not None and matching(held, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


@cache
def _made(app: FastAPI, name: str) -> tuple[bytes, str]:
    body = to_json(app.openapi()) if name == "openapi" else _page(app).encode()
    return body, validator(body.decode())


def _page(app: FastAPI) -> str:
    engine = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    engine.filters["shown"] = _shown
    return engine.get_template("reference.html").render(api=app.openapi(), problems=_problems())


def _shown(example: object) -> str:
    return example if isinstance(example, str) else json.dumps(example, indent=2, ensure_ascii=False)


def _problems() -> list[tuple[str, ProblemType, str]]:
    return [
        (error.code, kind, (error.__doc__ or "").partition("\n")[0])
        for error, kind in PROBLEM_TYPES.items()
        if issubclass(error, RequestError)
    ]
