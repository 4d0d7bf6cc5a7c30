"""Label sets: what a probability is called. They are data, versioned, and add nothing to the probability."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files

from forecasting.errors import HeadwayError

STANDARD = "v1"
_PLACES = 10


class Verdict(StrEnum):
    """What a judgement comes to, in the stable codes of label set v1; every label of any set is one of them."""

    ON_TRACK = "on_track"
    UNCERTAIN = "uncertain"
    OFF_TRACK = "off_track"
    MET = "met"
    MISSED = "missed"
    BREACHED = "breached"
    AWAITING_OUTCOME = "awaiting_outcome"
    NO_VERDICT = "no_verdict"

    @property
    def words(self) -> str:
        """The verdict as it is printed."""
        return self.value.replace("_", " ").capitalize()

    @property
    def is_live(self) -> bool:
        """Whether it is worked out from a probability, the outcome being open."""
        return self in _LIVE


_LIVE = (Verdict.ON_TRACK, Verdict.UNCERTAIN, Verdict.OFF_TRACK)


class LabelSetInvalid(HeadwayError):
    """A label set that cannot be used as it is written."""

    code = "label_set_invalid"


class LabelSetUnknown(HeadwayError):
    """No label set has that id."""

    code = "label_set_unknown"


@dataclass(frozen=True, slots=True)
class Label:
    """One label: its name, its words, the verdict it comes to, and the probability it begins at.

    ``strict`` leaves the value itself below (> instead of ≥).
    """

    label: str
    words: str
    verdict: Verdict
    at: float
    strict: bool = False

    def holds(self, probability: float) -> bool:
        """Whether a probability has reached this label, after rounding to ten decimals."""
        p = round(probability, _PLACES)
        return p > self.at if self.strict else p >= self.at


@dataclass(frozen=True, slots=True)
class FewFigures:
    """What a series of three or four figures is called while its probability lies between two ends, both included."""

    label: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LabelSet:
    """The labels of probabilities, highest first, and the words for targets that are settled or not judged.

    ``telling_margin`` is how far a probability must be past a cut before a change of label is worth telling;
    it never changes a label.
    """

    id: str
    version: int
    title: str
    labels: tuple[Label, ...]
    settled: Mapping[Verdict, str] = field(default_factory=dict)
    few_figures: FewFigures | None = None
    telling_margin: float = 0.0
    description: str = ""

    def label(self, probability: float, *, short_data: bool = False) -> Label:
        """The label of a probability; a series of three or four figures has its own rule."""
        few = self.few_figures
        if short_data and few is not None and few.low <= round(probability, _PLACES) <= few.high:
            return self.named(few.label)
        return next((one for one in self.labels if one.holds(probability)), self.labels[-1])

    def named(self, label: str) -> Label:
        """The label of a name. Raises KeyError."""
        return {one.label: one for one in self.labels}[label]

    def words(self, verdict: Verdict, probability: float | None = None, *, short_data: bool = False) -> str:
        """What a judgement is called: a live one by its probability, another by its verdict."""
        if verdict.is_live and probability is not None:
            return self.label(probability, short_data=short_data).words
        return self.settled.get(verdict, verdict.words)

    @property
    def cuts(self) -> tuple[float, ...]:
        """The probabilities at which one label ends and the next begins, highest first."""
        return tuple(one.at for one in self.labels[:-1])


@cache
def standard() -> LabelSet:
    """Label set v1, the default."""
    return label_set_of(json.loads(_file(STANDARD)))


def _file(id_: str) -> str:
    return (files("forecasting") / "label_sets" / f"{id_}.json").read_text("utf-8")


def label_set_of(document: object) -> LabelSet:
    """A label set from its document (a mapping as JSON or YAML gives it).

    Raises LabelSetInvalid naming the field, the value and the remedy.
    """
    if not isinstance(document, Mapping):
        raise _wrong("a label set", document, "Write a mapping with id, version, title and labels.")
    unknown = set(document) - _FIELDS
    if unknown:
        raise _wrong("a field", min(map(str, unknown)), f"Use {', '.join(sorted(_FIELDS))}.")
    labels = document.get("labels")
    if not isinstance(labels, list) or len(labels) < 2:
        raise _wrong("labels", labels, "List at least two labels, the highest first.")
    made = tuple(_label(item, place) for place, item in enumerate(labels))
    _check_order(made)
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _wrong("version", version, "Give a whole number from 1 up, and raise it with every change.")
    margin = _share(document.get("telling_margin", 0.0), "telling_margin")
    return LabelSet(
        id=_name(document.get("id"), "id"),
        version=version,
        title=_text(document.get("title"), "title"),
        labels=made,
        settled=_settled(document.get("settled") or {}),
        few_figures=_few(document.get("few_figures"), made),
        telling_margin=margin,
        description=str(document.get("description") or ""),
    )


_FIELDS = frozenset(
    {"id", "version", "title", "description", "labels", "settled", "few_figures", "telling_margin", "errors"}
)


def _label(item: object, place: int) -> Label:
    if not isinstance(item, Mapping):
        raise _wrong(f"labels[{place}]", item, "Give label, words, verdict and from.")
    verdict = item.get("verdict")
    if verdict not in {one.value for one in _LIVE}:
        raise _wrong(
            f"labels[{place}].verdict", verdict, "Say which of on_track, uncertain, off_track it comes to."
        )
    at = _share(item.get("from"), f"labels[{place}].from")
    if abs(at * 100 - round(at * 100)) > 1e-9:
        # What the labels were worth is counted by whole percents.
        raise _wrong(f"labels[{place}].from", at, "Use whole percents, such as 0.6.")
    return Label(
        _name(item.get("label"), f"labels[{place}].label"),
        _text(item.get("words"), f"labels[{place}].words"),
        Verdict(str(verdict)),
        at,
        bool(item.get("strict", False)),
    )


def _check_order(labels: tuple[Label, ...]) -> None:
    cuts = [one.at for one in labels]
    if cuts != sorted(set(cuts), reverse=True):
        raise _wrong("labels", cuts, "Put the highest first, and let no two begin at the same probability.")
    if labels[-1].at != 0 or labels[-1].strict:
        raise _wrong(
            "labels", labels[-1].at, "Let the last label begin at 0, so that every probability has one."
        )
    if len({one.label for one in labels}) < len(labels):
        raise _wrong("labels", [one.label for one in labels], "Name each label once.")
    order = [_LIVE.index(one.verdict) for one in labels]
    if order != sorted(order):
        raise _wrong(
            "labels",
            [one.verdict.value for one in labels],
            "A higher probability may not come to a worse verdict.",
        )


def _settled(found: object) -> dict[Verdict, str]:
    known = {one.value for one in Verdict if not one.is_live}
    if not isinstance(found, Mapping) or set(found) - known:
        raise _wrong("settled", found, f"Give words for {', '.join(sorted(known))}.")
    return {Verdict(str(code)): _text(words, f"settled.{code}") for code, words in found.items()}


def _few(found: object, labels: tuple[Label, ...]) -> FewFigures | None:
    if found is None:
        return None
    if not isinstance(found, Mapping) or found.get("label") not in {one.label for one in labels}:
        raise _wrong("few_figures", found, "Give one of the labels, with from and to.")
    low, high = (_share(found.get(name), f"few_figures.{name}") for name in ("from", "to"))
    if low > high:
        raise _wrong("few_figures", [low, high], "Let “from” not lie above “to”.")
    return FewFigures(str(found["label"]), low, high)


def _share(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _wrong(name, value, "Give a number from 0 to 1.")
    if not 0 <= value <= 1:
        raise _wrong(name, value, "Give a number from 0 to 1.")
    return float(value)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(name, value, "Write it in words.")
    return value.strip()


def _name(value: object, name: str) -> str:
    text = _text(value, name)
    if not all(c.isascii() and (c.isalnum() or c in "_-.") for c in text) or text != text.lower():
        raise _wrong(name, value, "Use small letters, digits, “-”, “_” and “.”.")
    return text


def _wrong(name: str, value: object, remedy: str) -> LabelSetInvalid:
    return LabelSetInvalid(
        f"{name} cannot be {value!r} in a label set.", field=name, value=value, remedy=remedy
    )


def label_set_document(labels: LabelSet) -> dict[str, object]:
    """A label set as it is written in a file; ``label_set_of`` reads it back."""
    few = labels.few_figures
    return {
        "id": labels.id,
        "version": labels.version,
        "title": labels.title,
        "description": labels.description,
        "labels": [
            {"label": one.label, "words": one.words, "verdict": one.verdict.value, "from": one.at}
            | ({"strict": True} if one.strict else {})
            for one in labels.labels
        ],
        "settled": {verdict.value: words for verdict, words in labels.settled.items()},
        "few_figures": None if few is None else {"label": few.label, "from": few.low, "to": few.high},
        "telling_margin": labels.telling_margin,
    }
