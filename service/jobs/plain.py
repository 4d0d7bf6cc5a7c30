"""What the engine of the jobs keeps of arguments and results: JSON, never pickled objects."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from dbos import Serializer

from service.jobs.errors import JobFailure

_FAILURE, _MOMENT = "headway:failure", "headway:moment"


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
    if isinstance(value, BaseException):
        return {_FAILURE: list(JobFailure.of(value).told)}
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _rich(found: dict[str, Any]) -> Any:
    if _FAILURE in found:
        return JobFailure(*found[_FAILURE])
    return datetime.fromisoformat(found[_MOMENT]) if _MOMENT in found else found
