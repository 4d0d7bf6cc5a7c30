"""The OpenAPI description of the service."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service.api.bodies import BODIES
from service.api.examples import example_answer, example_problem
from service.api.resource import EXAMPLE
from service.api.schemas.problem import Problem

_PURPOSE = """\
Whether the targets of mission-driven government are on track: official statistics release by release,
the required path, the forecast of the current course, and a judgement with its evidence.

* Open data, readable without a key; with one (`Authorization: Bearer hw_…`), more requests are answered.
* Every answer is JSON; tables are CSV as well, by the suffix `.csv` or `Accept: text/csv`.
* Every answer has an `ETag`. Send it back in `If-None-Match` and get `304` while nothing has changed.
* Errors are problem documents (RFC 9457). `code` is stable, `errors` lists everything that is wrong.
* An unknown parameter is an error, never ignored. A valid question without an answer has `warnings`.
* `as_of` shows what was known on a day.
"""
_TAGS = [
    {"name": "missions", "description": "Ambitions, their indicators and targets."},
    {"name": "indicators", "description": "What is measured, and the observations of every release."},
    {"name": "targets", "description": "What is promised, and how it stands."},
    {"name": "forecasts", "description": "Where series go on the current course, in everybody's format."},
    {"name": "charts", "description": "One specification for each chart, as Vega-Lite, SVG and PNG."},
    {
        "name": "calibrations",
        "description": "What series are forecast with: champions and challengers side by side.",
    },
    {
        "name": "editing",
        "description": "What editors write: targets, milestones, breaks, label sets and notes.",
    },
    {"name": "jobs", "description": "Work that takes long: recalibrations and reassessments."},
    {"name": "bulk", "description": "Whole tables, streamed."},
    {"name": "access", "description": "Keys and the audit, for those who run the service."},
    {"name": "service", "description": "The index, licences and health."},
]


def _version() -> str:
    try:
        return version("headway")
    except PackageNotFoundError:
        return "0"


VERSION = _version()


def describe(app: FastAPI) -> None:
    """Let ``app.openapi()`` tell everything: OpenAPI 3.1, made once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title,
                version=app.version,
                openapi_version="3.1.0",
                summary="Are the targets of government on track?",
                description=_PURPOSE,
                routes=app.routes,
                tags=_TAGS,
                servers=[{"url": "/"}],
                separate_input_output_schemas=False,
            )
            schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            components = document.setdefault("components", {}).setdefault("schemas", {})
            components |= schema.pop("$defs", {})
            components["Problem"] = schema
            _show(document)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _show(document: dict[str, Any]) -> None:
    """Put the examples in. Not before, because the framework drops every null from what it is given."""
    for path in document["paths"].values():
        for operation in path.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                if operation["operationId"] in BODIES:
                    content["example"] = BODIES[operation["operationId"]]
            for response in operation["responses"].values():
                for content in response.get("content", {}).values():
                    named = content.pop(EXAMPLE, None)
                    if isinstance(named, str):
                        found = example_answer(named)
                        if found is not None:
                            content["example"] = found
                    elif named:
                        shown = {code: example_problem(code) for code in named}
                        content["examples"] = {
                            code: {"summary": one["title"], "value": one}
                            for code, one in shown.items()
                            if one is not None
                        }
