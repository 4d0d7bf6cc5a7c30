"""Declaring a resource: its address, its formats by suffix, and all that OpenAPI says about it."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from forecasting.errors import HeadwayError
from service.api.errors import MediaTypeNotRead
from service.api.negotiation import CSV, CSVW, JSON, Format
from service.api.problems import MEDIA_TYPE, problem_type
from service.api.schemas.csvw import SideCar
from service.api.schemas.shape import Shape

Endpoint = Callable[..., Awaitable[Response]]


class _SideCarResponse(JSONResponse):
    """Names the media type of side-cars in the description."""

    media_type = CSVW.media_type


PROBLEM_SCHEMA = {"$ref": "#/components/schemas/Problem"}
EXAMPLE = "x-example"
_SIDE_CAR_EXAMPLE = "listTargets.csv-metadata.json"
_LINK = {
    "description": "Its side-car says what the columns mean (CSVW).",
    "schema": {"type": "string"},
    "example": '</v1/targets.csv-metadata.json>; rel="describedby"; type="application/csvm+json"',
}
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
    status: int = 200,
    creates: bool = False,
) -> Callable[[Endpoint], Endpoint]:
    """Serve an endpoint at ``path``, and at ``path`` with the suffix of each format where there are several.

    ``kept`` says that clients may keep the answer and ask whether it changed. ``method`` POST is for questions
    that need a body, and for what writes (``service.api.writing``), whose ``status`` may be 201; what ``creates``
    answers so where there was nothing yet. What is offered as CSV has a side-car beside it. The function's name
    becomes the operationId, its docstring the description. Every response names its example; ``reference.py`` puts
    them in.
    """

    def declare(endpoint: Endpoint) -> Endpoint:
        first, *others = endpoint.__name__.split("_")
        name = first + "".join(word.capitalize() for word in others)
        summary, _, description = inspect.cleandoc(endpoint.__doc__ or "").partition("\n")
        summary = summary.rstrip(".")
        description = description.strip() or f"{summary}."
        refused = _problems((*refusals, MediaTypeNotRead) if method in ("POST", "PUT") else refusals)
        if kept:
            refused[304] = {"description": "You have it already."}

        def plain() -> None:
            router.add_api_route(
                path,
                endpoint,
                methods=[method],
                status_code=status,
                operation_id=name,
                summary=summary,
                description=description,
                response_class=JSONResponse if JSON in formats else Response,
                response_model=shape,
                responses={
                    status: _answer(name, formats, kept=kept),
                    **({201: {"model": shape, **_answer(name, formats, kept=kept)}} if creates else {}),
                    **refused,
                },
            )

        def suffixed() -> None:
            side_car = (CSVW,) if CSV in formats else ()
            # One suffix may end in another: the longest is looked at first.
            several = (*formats, *side_car) if len(formats) > 1 else ()
            for form in sorted(several, key=lambda one: -len(one.suffix)):
                router.add_api_route(
                    path + form.suffix,
                    endpoint,
                    operation_id=name + form.name[0].upper() + form.name[1:],
                    summary=f"{summary}, as {form.title}",
                    description=description,
                    include_in_schema=form is not JSON,
                    response_class=_SideCarResponse if form is CSVW else Response,
                    response_model=SideCar if form is CSVW else None,
                    responses={200: _answer(name, [form], kept=kept), **refused},
                )

        # An id at the end of an address would swallow the suffix.
        for register in (suffixed, plain) if path.endswith("}") else (plain, suffixed):
            register()
        return endpoint

    return declare


def _answer(name: str, formats: Sequence[Format], *, kept: bool) -> dict[str, Any]:
    headers = {**(_HEADERS if kept else {}), **({"Link": _LINK} if CSV in formats else {})}
    content = {form.media_type: _shown(name, form) for form in formats}
    return {"description": "What was asked for.", "headers": headers, "content": content}


def _shown(name: str, form: Format) -> dict[str, Any]:
    if form is JSON:
        return {EXAMPLE: f"{name}{form.suffix}"}
    if form is CSVW:
        return {EXAMPLE: _SIDE_CAR_EXAMPLE}
    if form.binary:
        example = f"(a {form.title} file)"
        return {"example": example, "schema": {"type": "string", "format": "binary"}}
    kind = "object" if form.media_type.endswith("+json") else "string"
    return {EXAMPLE: f"{name}{form.suffix}", "schema": {"type": kind}}


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
