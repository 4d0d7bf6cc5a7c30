"""What pydantic found wrong with a request, in words and codes of our own that stay the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pydantic_core import ErrorDetails

from service.api.errors import Fault, ParametersInvalid

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
    "int_parsing": ("not_a_whole_number", "is not a whole number"),
    "int_parsing_size": ("out_of_range", "is too large"),
    "float_parsing": ("not_a_number", "is not a number"),
    "bool_parsing": ("not_true_or_false", "is neither true nor false"),
    "date_parsing": ("not_a_date", "is not a date; write it as 2025-06-30"),
    "date_from_datetime_parsing": ("not_a_date", "is not a date; write it as 2025-06-30"),
    "date_from_datetime_inexact": ("not_a_date", "is a moment, not a date; write it as 2025-06-30"),
}
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


def parameters_invalid(found: Iterable[ErrorDetails], allowed: Sequence[str]) -> ParametersInvalid:
    """Everything that is wrong, as one error. ``allowed`` lists the parameters the resource knows."""
    faults = tuple(_fault(error, allowed) for error in found)
    message = " ".join(fault.message for fault in faults)
    return ParametersInvalid(message, faults=faults)


def _fault(error: ErrorDetails, allowed: Sequence[str]) -> Fault:
    where = [str(part) for part in error["loc"]]
    path = ".".join(where)
    name = where[1] if len(where) > 1 else path
    if error["type"] == "extra_forbidden":
        return Fault("unknown_parameter", f"There is no parameter “{_echo(name)}” here.", path, list(allowed))
    if error["type"] == "missing":
        return Fault("missing", f"“{name}” is missing.", path)
    context = error.get("ctx", {})
    code, wrong = _KNOWN.get(error["type"], ("invalid", "cannot be used"))
    detail = {_LIMITS[key]: value for key, value in context.items() if key in _LIMITS}
    limits: object = detail or None
    if "expected" in context:
        limits = [word.strip(" '") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
    return Fault(code, f"“{name}”: “{_echo(error['input'])}” {wrong}.", path, limits)


def _echo(given: object) -> str:
    text = str(given)
    return text if len(text) <= _LONGEST_ECHO else f"{text[:_LONGEST_ECHO]}…"
