"""What the engine of the jobs keeps of arguments and results: JSON, never pickled objects."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from dbos import Serializer

from forecasting.errors import HeadwayError

_FAILURE, _MOMENT = "headway:failure", "headway:moment"


class JobFailure(Exception):
    """What went wrong, read back: the class it had, its code, its message and remedy."""

    def __init__(self, kind: str, code: str, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.kind, self.code, self.message, self.remedy = kind, code, message, remedy


class PlainSerializer(Serializer):
    """Values as JSON; a moment as text, an error by its class, code, message and remedy."""

    def serialize(self, data: Any) -> str:
        """A value as text. Raises TypeError for what has no form in JSON."""
        return json.dumps(data, ensure_ascii=False, default=_plain)

    def deserialize(self, serialized_data: str) -> Any:
        """A text as the value it was made of."""
        return json.loads(serialized_data, object_hook=_rich)

    def name(self) -> str:
        """What the texts are known by."""
        return "headway_json"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, JobFailure):
        return {_FAILURE: [value.kind, value.code, value.message, value.remedy]}
    if isinstance(value, HeadwayError):
        return {_FAILURE: [type(value).__name__, value.code, value.message, value.remedy or ""]}
    if isinstance(value, BaseException):
        name = type(value).__name__
        return {_FAILURE: [name, "unexpected", str(value) or name, ""]}
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _rich(found: dict[str, Any]) -> Any:
    if _FAILURE in found:
        return JobFailure(*found[_FAILURE])
    return datetime.fromisoformat(found[_MOMENT]) if _MOMENT in found else found
