"""The part of the API that clients rest on, kept in a file, and what would break them.

    python tests/contracts/openapi_lock.py    writes openapi.lock.json anew: a decision, not a repair

Names, places, types, what is required, statuses, media types; no prose and no examples. Whatever is new may come:
addresses, optional parameters, fields of answers, statuses, values of an enumeration.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LOCK = Path(__file__).with_name("openapi.lock.json")
_PROSE = {"title", "description", "example", "examples", "summary", "x-example"}
_NAMED = {"properties", "$defs", "mapping"}

Node = Mapping[str, Any]


def locked(api: Node) -> dict[str, Any]:
    """What of a description is held."""
    schemas = api["components"]["schemas"]
    asked: set[str] = set()
    operations: dict[str, Any] = {}
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {})
            kinds = {kind: _bare(one["schema"]) for kind, one in body.get("content", {}).items()}
            asked |= set(_reached(kinds, schemas))
            operations[f"{method.upper()} {path}"] = {
                "id": operation["operationId"],
                "parameters": {
                    f"{one['in']} {one['name']}": {
                        "required": one.get("required", False),
                        "schema": _bare(one["schema"]),
                    }
                    for one in operation.get("parameters", ())
                },
                "body": {"required": body.get("required", False), "kinds": kinds},
                "responses": {
                    status: {
                        kind: _bare(one.get("schema", {}))
                        for kind, one in response.get("content", {}).items()
                    }
                    for status, response in operation["responses"].items()
                },
            }
    return {
        "operations": operations,
        "schemas": {name: _bare(schema) for name, schema in schemas.items()},
        "asked": sorted(asked),
    }


def breaking(held: Node, found: Node) -> list[str]:
    """Everything that a client of the held description could trip over, as sentences."""
    return [
        *_operations(held["operations"], found["operations"]),
        *_schemas(held["schemas"], found["schemas"], asked=set(held["asked"]) | set(found["asked"])),
    ]


def _operations(held: Node, found: Node) -> Iterator[str]:
    for name, before in held.items():
        after = found.get(name)
        if after is None:
            yield f"{name} is gone"
            continue
        if before["id"] != after["id"]:
            yield f"{name} was {before['id']} and is {after['id']}"
        yield from _parameters(name, before["parameters"], after["parameters"])
        if after["body"]["required"] and not before["body"]["required"]:
            yield f"{name} needs a body now"
        yield from _kinds(f"{name} body", before["body"]["kinds"], after["body"]["kinds"], asked=True)
        for status, kinds in before["responses"].items():
            if status not in after["responses"]:
                yield f"{name} has no {status} any more"
                continue
            yield from _kinds(f"{name} {status}", kinds, after["responses"][status], asked=False)


def _parameters(name: str, held: Node, found: Node) -> Iterator[str]:
    for key, before in held.items():
        after = found.get(key)
        if after is None:
            yield f"{name}: parameter {key} is gone"
            continue
        if after["required"] and not before["required"]:
            yield f"{name}: parameter {key} is required now"
        yield from _same(f"{name}: parameter {key}", before["schema"], after["schema"], asked=True)
    for key, after in found.items():
        if key not in held and after["required"]:
            yield f"{name}: new parameter {key} is required"


def _kinds(name: str, held: Node, found: Node, *, asked: bool) -> Iterator[str]:
    for kind, before in held.items():
        if kind not in found:
            yield f"{name} is not {kind} any more"
        else:
            yield from _same(f"{name} {kind}", before, found[kind], asked=asked)


def _schemas(held: Node, found: Node, *, asked: set[str]) -> Iterator[str]:
    for name, before in held.items():
        if name not in found:
            yield f"the schema {name} is gone"
        else:
            yield from _same(name, before, found[name], asked=name in asked)


def _same(where: str, before: Any, after: Any, *, asked: bool) -> Iterator[str]:
    if not isinstance(before, dict) or not isinstance(after, dict):
        if before != after:
            yield f"{where} was {before!r} and is {after!r}"
        return
    lost = [value for value in before.get("enum", ()) if value not in after.get("enum", ())]
    if lost and "enum" in after:
        yield f"{where} has lost the values {lost}"
    required, now = set(before.get("required", ())), set(after.get("required", ()))
    for field in sorted(now - required if asked else required - now):
        yield f"{where}.{field} {'is required now' if asked else 'may be absent now'}"
    fields = after.get("properties", {})
    for field, schema in before.get("properties", {}).items():
        if field not in fields:
            yield f"{where}.{field} is gone"
        else:
            yield from _same(f"{where}.{field}", schema, fields[field], asked=asked)
    for key in sorted((set(before) | set(after)) - {"required", "properties", "enum"}):
        # Of what is asked for, a limit may be widened or dropped; of answers nothing but what was said may come.
        if key in before and key not in after and asked:
            continue
        if key not in before or key not in after:
            yield f"{where} has {'no' if key in before else 'a'} {key} {'any more' if key in before else 'now'}"
        elif isinstance(before[key], list) and isinstance(after[key], list):
            yield from _lists(f"{where} {key}", before[key], after[key], asked=asked)
        else:
            yield from _same(f"{where} {key}", before[key], after[key], asked=asked)
    if ("enum" in before) != ("enum" in after):
        yield f"{where} {'is no enumeration any more' if 'enum' in before else 'is an enumeration now'}"


def _lists(where: str, before: list[Any], after: list[Any], *, asked: bool) -> Iterator[str]:
    if len(before) == len(after):
        for one, other in zip(before, after, strict=True):
            yield from _same(where, one, other, asked=asked)
    elif not (asked and all(one in after for one in before)):
        yield f"{where} was {before} and is {after}"


def _bare(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: _bare(one) for name, one in value.items()} if key in _NAMED else _bare(value)
        for key, value in sorted(schema.items())
        if key not in _PROSE
    }


def _reached(schema: Any, schemas: Node, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    if isinstance(schema, list):
        for item in schema:
            yield from _reached(item, schemas, seen)
    elif isinstance(schema, dict):
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name and name not in seen:
            yield name
            yield from _reached(schemas[name], schemas, seen | {name})
        for value in schema.values():
            yield from _reached(value, schemas, seen)


def _text(found: Node) -> str:
    """A line for each operation and each schema, so that a change shows as what it is."""

    def tight(value: Any) -> str:
        return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    parts = [f'"asked":{tight(found["asked"])}']
    for part in ("operations", "schemas"):
        lines = ",\n".join(f"{tight(name)}:{tight(one)}" for name, one in sorted(found[part].items()))
        parts.append(f'"{part}":{{\n{lines}\n}}')
    return "{" + ",\n".join(parts) + "}\n"


def described() -> dict[str, Any]:
    """The description of the service as it is."""
    from service.api.app import create_app
    from service.settings import Settings

    with tempfile.TemporaryDirectory() as home:
        return create_app(Settings(home=Path(home))).openapi()


def write() -> None:
    """Write the file anew, and say what that breaks."""
    found = locked(described())
    if LOCK.exists():
        for sentence in breaking(json.loads(LOCK.read_text("utf-8")), found):
            sys.stdout.write(f"breaks: {sentence}\n")
    LOCK.write_text(_text(found), "utf-8")
    sys.stdout.write(f"{LOCK.relative_to(ROOT)}: {len(found['operations'])} operations\n")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    write()
