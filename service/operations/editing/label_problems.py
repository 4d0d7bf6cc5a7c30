"""Everything that is wrong with a label set at once, where reading it stops at the first thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from datasets.errors import Problem
from forecasting.labels import LabelSetInvalid, label_set_of

_MOST = 60
_SOUND: Mapping[str, Any] = {
    "id": "sound",
    "version": 1,
    "title": "Sound",
    "labels": [
        {"label": "likely", "words": "Likely", "verdict": "on_track", "from": 0.5},
        {"label": "unlikely", "words": "Unlikely", "verdict": "off_track", "from": 0},
    ],
}
_OPTIONAL = ("settled", "few_figures", "telling_margin", "description")


def label_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with each part of a label set, the others being sound; what the parts say of each other comes last."""
    found = 0
    for problem in _by_parts(document):
        found += 1
        yield problem
    if not found and (whole := _wrong(document)) is not None:
        yield whole


def _by_parts(document: Mapping[str, Any]) -> Iterator[Problem]:
    known = {*_SOUND, *_OPTIONAL, "errors"}
    for name in sorted(set(document) - known):
        said = f"“{name}” is not a key of a label set."
        yield Problem("unknown_key", said, "Take it out.", "", None, name, None, tuple(sorted(known)))
    for name in ("id", "version", "title"):
        yield from _part({name: document.get(name)})
    for name in _OPTIONAL:
        if document.get(name) is None or name == "few_figures":
            continue
        yield from _part({name: document[name]})
    labels = document.get("labels")
    if not isinstance(labels, list) or len(labels) < 2:
        yield from _part({"labels": labels})
        return
    before = 0
    for place, item in enumerate(labels[:_MOST]):
        for problem in _label(item, place):
            before += 1
            yield problem
    if not before:
        yield from _part({"labels": labels})


def _label(item: object, place: int) -> Iterator[Problem]:
    """The faults of one label: each of its keys beside a sound rest."""
    sound = dict(_SOUND["labels"][0])
    if not isinstance(item, Mapping):
        yield from _moved(_part({"labels": [item, _SOUND["labels"][1]]}), place)
        return
    for name in ("label", "words", "verdict", "from"):
        tried = [{**sound, name: item.get(name)}, _SOUND["labels"][1]]
        problem = _wrong({**deepcopy(dict(_SOUND)), "labels": tried})
        if problem is not None and problem.field == f"labels[0].{name}":
            yield from _moved([problem], place)


def _moved(found: Any, place: int) -> Iterator[Problem]:
    for one in found:
        field = (
            (one.field or "labels")
            .replace("labels[0]", f"labels[{place}]")
            .replace("[", ".")
            .replace("]", "")
        )
        message = one.message.replace("labels[0]", f"labels[{place}]")
        yield Problem(one.code, message, one.remedy, "", None, field, one.value)


def _part(part: Mapping[str, Any]) -> Iterator[Problem]:
    problem = _wrong({**deepcopy(dict(_SOUND)), **part})
    if problem is not None:
        yield problem


def _wrong(document: Mapping[str, Any]) -> Problem | None:
    try:
        label_set_of(document)
    except LabelSetInvalid as error:
        return Problem(error.code, error.message, error.remedy or "", "", None, error.field, error.value)
    return None
