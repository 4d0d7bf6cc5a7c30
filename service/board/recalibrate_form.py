"""The form that asks for a recalibration: as it was filled in, and the request that it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from service.api.recalibrating import Asked, asked_of
from service.api.schemas.jobs import RecalibrationSent
from service.api.validation import parameters_invalid
from service.board.english import analyst as words
from service.board.english.signing_in import REASON_MISSING
from service.board.set_target_view import Choice
from service.store.reads.catalogue import indicators, targets

if TYPE_CHECKING:
    from sqlmodel import Session

FIELDS = ("of", "models", "scale", "spread", "since", "exclude", "breaks", "regressors", "reason")
_LONGEST = 2000
_TARGET, _INDICATOR = "target:", "indicator:"
_WITH_NUMBER = re.compile(r"([^:\s]+)\s*(?::\s*([^:\s]+))?")


@dataclass(frozen=True, slots=True)
class RecalibrateForm:
    """What stands in the fields, what is wrong with each, and what may be chosen."""

    values: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    targets: tuple[Choice, ...] = ()
    indicators: tuple[Choice, ...] = ()

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong with the fields that something is wrong with."""
        return {name: text for name, text in self.problems.items() if text}

    @property
    def more(self) -> bool:
        """Whether one of the rarer choices was made or is wrong, so that they are shown."""
        rare = ("scale", "spread", "breaks", "regressors")
        return any(self.values.get(name) or self.problems.get(name) for name in rare)


def form_of(
    session: Session, values: Mapping[str, str], problems: Mapping[str, str] | None = None
) -> RecalibrateForm:
    """The form with what may be chosen."""
    aims = [one for one in targets(session) if one.indicator_id is not None]
    return RecalibrateForm(
        {name: values.get(name, "")[:_LONGEST] for name in FIELDS},
        {name: (problems or {}).get(name, "") for name in FIELDS},
        _choices(_TARGET, aims),
        _choices(_INDICATOR, indicators(session)),
    )


def read(values: Mapping[str, str]) -> tuple[Asked | None, dict[str, str]]:
    """The request a form stands for, or what is wrong, by field."""
    problems: dict[str, str] = {}
    sent: dict[str, Any] = {"reason": values.get("reason", "")}
    of = values.get("of", "")
    if of.startswith(_TARGET):
        sent["targets"] = [of.removeprefix(_TARGET)]
    elif of.startswith(_INDICATOR):
        sent["indicators"] = [of.removeprefix(_INDICATOR)]
    else:
        problems["of"] = words.OF_MISSING
    models, problems["models"] = _numbered(values.get("models", ""), words.BAD_MODEL, float)
    sent["models"] = list(models)
    sent["weights"] = {name: weight for name, weight in models.items() if weight is not None}
    lags, problems["regressors"] = _numbered(values.get("regressors", ""), words.BAD_LAG, int)
    sent["regressors"] = {name: lag or 0 for name, lag in lags.items()}
    for name in ("exclude", "breaks"):
        sent[name] = _listed(values.get(name, ""))
    for name in ("scale", "spread", "since"):
        if values.get(name):
            sent[name] = values[name]
    if not values.get("reason"):
        problems["reason"] = REASON_MISSING
    problems = {name: text for name, text in problems.items() if text}
    if problems:
        return None, problems
    try:
        return asked_of(RecalibrationSent.model_validate(sent)), {}
    except ValidationError as error:
        return None, _told(error)


def _told(error: ValidationError) -> dict[str, str]:
    """What is wrong with each field, in the words of the API."""
    found: dict[str, str] = {}
    for fault in error.errors():
        where = {"targets": "of", "indicators": "of", "weights": "models"}
        place = str(fault["loc"][0]) if fault["loc"] else "of"
        fault["loc"] = ("body", *fault["loc"])
        found.setdefault(where.get(place, place), parameters_invalid([fault], ()).message)
    return found


def _choices(kind: str, records: Any) -> tuple[Choice, ...]:
    found = (Choice(f"{kind}{one.id}", str(one.data["title"])) for one in records)
    return tuple(sorted(found, key=lambda one: one.title.lower()))


def _listed(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]


def _numbered(text: str, wrong: str, number: type[float] | type[int]) -> tuple[dict[str, Any], str]:
    """Names, each with a number or with none, and what is wrong with the first that cannot be read."""
    found: dict[str, Any] = {}
    for part in _listed(text):
        match = _WITH_NUMBER.fullmatch(part)
        try:
            if match is None:
                raise ValueError(part)
            found[match[1]] = None if match[2] is None else number(match[2])
        except ValueError:
            return found, wrong.format(given=part)
    return found, ""
