"""Declaring a resource: its address, its formats by suffix, and all that OpenAPI says about it."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from forecasting.errors import HeadwayError
from service.api.negotiation import JSON, Format
from service.api.problems import MEDIA_TYPE, problem_type
from service.api.schemas.shape import Shape

Endpoint = Callable[..., Awaitable[Response]]

PROBLEM_SCHEMA = {"$ref": "#/components/schemas/Problem"}
EXAMPLE = "x-example"
_HEADERS = {
    "ETag": {
        "description": "Changes whenever the answer may have. Send it back in `If-None-Match`.",
        "schema": {"type": "string"},
        "example": '"9f2c4e0a7b1d5836aa04c7d1"',
    },
    "Cache-Control": {
        "description": "How long the answer may be used unasked.",
        "schema": {"type": "string"},
        "example": "max-age=60",
    },
}


def resource(
    router: APIRouter,
    path: str,
    *,
    shape: type[Shape] | Any,
    refusals: Sequence[type[HeadwayError]],
    formats: Sequence[Format] = (JSON,),
    kept: bool = True,
    method: str = "GET",
) -> Callable[[Endpoint], Endpoint]:
    """Serve an endpoint at ``path``, and at ``path`` with the suffix of each format where there are several.

    ``kept`` says that clients may keep the answer and ask whether it changed. ``method`` POST is for questions
    that need a body; they change nothing either. The function's name becomes the operationId, its docstring the description. Every response names its
    example; ``reference.py`` puts them in.
    """

    def declare(endpoint: Endpoint) -> Endpoint:
        first, *others = endpoint.__name__.split("_")
        name = first + "".join(word.capitalize() for word in others)
        summary, _, description = inspect.cleandoc(endpoint.__doc__ or "").partition("\n")
        summary = summary.rstrip(".")
        description = description.strip() or f"{summary}."
        refused = _problems(refusals)
        if kept:
            refused[304] = {"description": "You have it already."}
        router.add_api_route(
            path,
            endpoint,
            methods=[method],
            operation_id=name,
            summary=summary,
            description=description,
            response_model=shape,
            responses={200: _answer(name, formats, kept=kept), **refused},
        )
        for form in formats if len(formats) > 1 else ():
            router.add_api_route(
                path + form.suffix,
                endpoint,
                operation_id=name + form.name.capitalize(),
                summary=f"{summary}, as {form.name.upper()}",
                description=description,
                include_in_schema=form is not JSON,
                response_class=Response,
                responses={200: _answer(name, [form], kept=kept), **refused},
            )
        return endpoint

    return declare


def _answer(name: str, formats: Sequence[Format], *, kept: bool) -> dict[str, Any]:
    content: dict[str, dict[str, Any]] = {
        form.media_type: {EXAMPLE: f"{name}{form.suffix}"} for form in formats
    }
    for form in formats:
        if form is not JSON:
            content[form.media_type]["schema"] = {"type": "string"}
    headers = _HEADERS if kept else {}
    return {"description": "What was asked for.", "headers": headers, "content": content}


def _problems(refusals: Sequence[type[HeadwayError]]) -> dict[int | str, dict[str, Any]]:
    by_status: dict[int | str, dict[str, Any]] = {}
    for error in refusals:
        kind = problem_type(error)
        answer = by_status.setdefault(
            kind.status,
            {"description": kind.title, "content": {MEDIA_TYPE: {"schema": PROBLEM_SCHEMA, EXAMPLE: []}}},
        )
        answer["content"][MEDIA_TYPE][EXAMPLE].append(error.code)
    return by_status
