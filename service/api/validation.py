"""What pydantic found wrong with a request, in words and codes of our own that stay the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pydantic_core import ErrorDetails

from forecasting.scenarios.changes import ScenarioKind
from service.api.errors import Fault, MediaTypeNotRead, ParametersInvalid

# pydantic's name of an error -> our stable code and what is wrong, told of the value given.
_KNOWN: Mapping[str, tuple[str, str]] = {
    "enum": ("value_not_allowed", "is not one of the values allowed"),
    "literal_error": ("value_not_allowed", "is not one of the values allowed"),
    "missing": ("missing", "is missing"),
    "string_pattern_mismatch": ("malformed", "is not of the form asked for"),
    "string_too_long": ("too_long", "is too long"),
    "string_too_short": ("too_short", "is too short"),
    "greater_than": ("out_of_range", "is too small"),
    "greater_than_equal": ("out_of_range", "is too small"),
    "less_than": ("out_of_range", "is too large"),
    "less_than_equal": ("out_of_range", "is too large"),
    "too_long": ("too_many", "is given too often"),
    "too_short": ("too_few", "holds too little"),
    "int_parsing": ("not_a_whole_number", "is not a whole number"),
    "int_parsing_size": ("out_of_range", "is too large"),
    "float_parsing": ("not_a_number", "is not a number"),
    "float_type": ("not_a_number", "is not a number"),
    "finite_number": ("not_a_number", "is not a number"),
    "string_type": ("malformed", "is not a text"),
    "bool_parsing": ("not_true_or_false", "is neither true nor false"),
    "date_parsing": ("not_a_date", "is not a date; write it as 2025-06-30"),
    "date_from_datetime_parsing": ("not_a_date", "is not a date; write it as 2025-06-30"),
    "date_from_datetime_inexact": ("not_a_date", "is a moment, not a date; write it as 2025-06-30"),
}
_NO_OBJECT = ("model_type", "model_attributes_type", "dict_type", "list_type")
_TAGS = frozenset(ScenarioKind)
_LIMITS = {
    "ge": "at_least",
    "gt": "more_than",
    "le": "at_most",
    "lt": "less_than",
    "min_length": "at_least",
    "max_length": "at_most",
    "pattern": "pattern",
}
_LONGEST_ECHO = 80


_NOT_JSON = Fault(
    "not_json", "The body is not JSON.", "body", "Send JSON with Content-Type: application/json."
)


def not_json() -> ParametersInvalid:
    """A body that cannot be read at all."""
    return ParametersInvalid(_NOT_JSON.message, faults=(_NOT_JSON,))


def parameters_invalid(found: Iterable[ErrorDetails], allowed: Sequence[str]) -> ParametersInvalid:
    """Everything that is wrong, as one error. ``allowed`` lists the parameters the resource knows."""
    faults = tuple(_fault(error, allowed) for error in found)
    message = " ".join(fault.message for fault in faults)
    return ParametersInvalid(message, faults=faults)


def _fault(error: ErrorDetails, allowed: Sequence[str]) -> Fault:
    where = _place(error)
    path = ".".join(where)
    in_body = where[:1] == ["body"]
    name = where[-1] if in_body else where[1] if len(where) > 1 else path
    if error["type"] == "json_invalid":
        return _NOT_JSON
    if error["type"] in _NO_OBJECT:
        return Fault(
            "malformed", f"“{name}” is not an object of JSON.", path, "Content-Type: application/json"
        )
    if error["type"] == "extra_forbidden":
        known = None if in_body else list(allowed)
        noun = "field" if in_body else "parameter"
        return Fault("unknown_parameter", f"There is no {noun} “{_echo(name)}” here.", path, known)
    if error["type"].startswith("union_tag"):
        return _untold(error, path)
    if error["type"] == "missing":
        return Fault("missing", f"“{name}” is missing.", path)
    context = error.get("ctx", {})
    code, wrong = _KNOWN.get(error["type"], ("invalid", "cannot be used"))
    detail = {_LIMITS[key]: value for key, value in context.items() if key in _LIMITS}
    limits: object = detail or None
    if "expected" in context:
        limits = [word.strip(" '") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
    return Fault(code, f"“{name}”: “{_echo(error['input'])}” {wrong}.", path, limits)


def _place(error: ErrorDetails) -> list[str]:
    """Where something is, as the sender wrote it: the tag by which a body was told from others is no place."""
    parts = error["loc"]
    return [
        str(part)
        for index, part in enumerate(parts)
        if not (0 < index < len(parts) - 1 and isinstance(parts[index - 1], int) and part in _TAGS)
    ]


def _untold(error: ErrorDetails, path: str) -> Fault:
    """A body without the word that says what it is, or with one that is none of those known."""
    context = error.get("ctx", {})
    name = str(context.get("discriminator", "kind")).strip("'")
    known = [
        word.strip(" '") for word in str(context.get("expected_tags", "")).split(",") if word.strip()
    ] or None
    if error["type"] == "union_tag_not_found":
        return Fault("missing", f"“{name}” is missing.", f"{path}.{name}", known)
    told = _echo(context.get("tag", ""))
    return Fault(
        "value_not_allowed", f"“{name}”: “{told}” is not one of the values allowed.", f"{path}.{name}", known
    )


def _echo(given: object) -> str:
    text = str(given)
    return text if len(text) <= _LONGEST_ECHO else f"{text[:_LONGEST_ECHO]}…"


def is_json(content_type: str) -> bool:
    """Whether a body says that it is JSON."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def not_json_at_all(content_type: str) -> MediaTypeNotRead:
    """The refusal of a body of another kind."""
    kind = content_type.partition(";")[0].strip()[:80]
    return MediaTypeNotRead(
        f"A body of the type “{kind}” is not read here. Send JSON, with Content-Type: application/json.",
        path="header.content-type",
        detail=["application/json"],
    )
