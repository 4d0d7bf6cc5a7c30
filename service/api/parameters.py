"""The parameters of a resource, as its own OpenAPI description lists them."""

from __future__ import annotations

from collections import Counter
from copy import copy
from typing import Any
from urllib.parse import parse_qsl

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.requests import Request

from service.api.errors import Fault, ParametersInvalid


def query_parameters(request: Request) -> dict[str, dict[str, Any]]:
    """Name and schema of every query parameter of the resource a request was routed to."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return {}
    # A route has no hash: it is known by its address and its method.
    known = route.path_format, *sorted(route.methods or ())
    if known not in _KNOWN:
        _KNOWN[known] = _of_route(route)
    return _KNOWN[known]


_KNOWN: dict[tuple[str, ...], dict[str, dict[str, Any]]] = {}


def _of_route(route: APIRoute) -> dict[str, dict[str, Any]]:
    # Of this route alone: the description of the whole service weighs more than all that is served.
    alone = get_openapi(title="-", version="-", routes=[_read_by_get(route)])
    operation = alone["paths"].get(route.path_format, {}).get("get", {})
    return {one["name"]: one["schema"] for one in operation.get("parameters", ()) if one["in"] == "query"}


def _read_by_get(route: APIRoute) -> APIRoute:
    """A route as it is described, also where the reference leaves it out."""
    if route.include_in_schema:
        return route
    shown = copy(route)
    shown.include_in_schema = True
    return shown


def refuse_repeats(request: Request) -> None:
    """Refuse a parameter given twice where only one value can count: neither is ignored in silence."""
    query: bytes = request.scope["query_string"]
    if b"&" not in query:
        return
    counts = Counter(name for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    repeated = [name for name, times in counts.items() if times > 1]
    if not repeated:
        return
    schemas = query_parameters(request)
    faults = tuple(
        Fault("given_twice", f"“{name}” is given {counts[name]} times; give it once.", f"query.{name}")
        for name in repeated
        if schemas.get(name, {}).get("type") != "array"
    )
    if faults:
        raise ParametersInvalid(" ".join(fault.message for fault in faults), faults=faults)
