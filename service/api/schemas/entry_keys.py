"""The keys of a catalogue file as a JSON schema, made from the tables that the catalogue itself is read by."""

from __future__ import annotations

from typing import Any

from datasets.catalogue import values
from datasets.catalogue.values import Choice, Field, Schema

_TYPES: dict[Any, dict[str, Any]] = {
    values.text: {"type": "string"},
    values.slug: {"type": "string", "pattern": r"^[a-z0-9][a-z0-9_.\-]*$"},
    values.number: {"type": "number"},
    values.integer: {"type": "integer", "minimum": 0},
    values.flag: {"type": "boolean"},
    values.known_date: {"type": "string", "examples": ["2024-12-05", "2024-12", "2024"]},
    values.period_text: {"type": "string", "examples": ["2028/29", "2029-03", "2029-Q1"]},
    values.pairs: {"type": "object", "additionalProperties": {"type": "string"}},
}


def json_schema_of(
    schema: Schema, *, optional: tuple[str, ...] = (), more: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The keys of an entry; those that are ``optional`` here need not be given, ``more`` stand beside them."""
    return {
        "type": "object",
        "description": f"The keys of {schema.noun}, as in a catalogue file.",
        "properties": {**(more or {}), **{field.name: _field(field) for field in schema.fields}},
        "required": [field.name for field in schema.fields if field.required and field.name not in optional],
        "additionalProperties": False,
    }


def _field(field: Field) -> dict[str, Any]:
    means = field.means[:1].upper() + field.means[1:]
    reads = field.reads
    if isinstance(reads, Schema):
        found = json_schema_of(reads)
    elif isinstance(reads, Choice):
        found = {"type": "string", "enum": list(reads.words)}
    else:
        found = dict(_TYPES[reads])
    if field.many:
        return {"type": "array", "items": found, "description": means}
    return {**found, "description": means}
