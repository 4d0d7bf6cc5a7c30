"""The track record as documents and rows: the calls, and what they were worth together and in groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from datasets.catalogue import Said
from forecasting.call_scores import ENOUGH, CallRecord, by, call_record
from forecasting.past_calls import Distance, Footing, PastCall, PublishedWord
from service.documents import from_document, to_document
from service.store.reads.track_record import past_calls, published_words

if TYPE_CHECKING:
    from sqlmodel import Session

STATEMENT = (
    "Cases to look at. What was said of so few indicators shows nothing about calibration (that would need "
    f"{ENOUGH} independent ones): the record of the engine is for that. A replayed call was made afterwards, from "
    "what was known on its day."
)
CALL_COLUMNS = (
    *(
        "target_id",
        "mission_id",
        "indicator_id",
        "as_of",
        "due",
        "distance",
        "footing",
        "knowledge",
        "verdict",
    ),
    *("probability", "shown", "reason", "result", "no_change", "straight_line"),
    *("published_word", "published_by", "published_on", "model"),
)
WORDS_STATEMENT = (
    "What official bodies said, as far as the catalogue cites it: a collection, not a sample. The chance beside a word "
    "is replayed from what was known on its day."
)
WORD_COLUMNS = (
    *("target_id", "mission_id", "published_on", "published_by", "word", "probability", "shown", "reason"),
    *("result", "status", "knowledge", "citation", "remark"),
)
GROUP_COLUMNS = (
    *(
        "dimension",
        "group",
        "calls",
        "refused",
        "targets",
        "indicators",
        "said",
        "met",
        "brier",
        "brier_error",
    ),
    *("log_score", "right", "enough", "rival", "rival_calls", "rival_brier", "rival_brier_recalibrated"),
    *("skill", "gain", "gain_error", "rival_right"),
)
_DIMENSIONS: dict[str, Callable[[PastCall], str]] = {
    "footing": lambda call: call.footing.value,
    "mission": lambda call: call.mission_id,
    "target": lambda call: call.target_id,
    "distance": lambda call: call.distance.value,
    "model": lambda call: call.model,
}
DIMENSIONS = tuple(_DIMENSIONS)
"""What calls are grouped by."""
_ORDER = [distance.value for distance in Distance]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which calls: of missions or targets named, on one footing, at one distance; nothing given means all."""

    missions: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    footings: tuple[Footing, ...] = ()
    distances: tuple[Distance, ...] = ()

    def holds(self, call: PastCall) -> bool:
        """Whether a call is among them."""
        return (
            (not self.missions or call.mission_id in self.missions)
            and (not self.targets or call.target_id in self.targets)
            and (not self.footings or call.footing in self.footings)
            and (not self.distances or call.distance in self.distances)
        )

    def holds_word(self, word: PublishedWord) -> bool:
        """Whether a published word is on a target among them."""
        return (not self.missions or word.mission_id in self.missions) and (
            not self.targets or word.target_id in self.targets
        )


def calls_on_record(session: Session, selection: Selection | None = None) -> tuple[PastCall, ...]:
    """The calls that were chosen, by target in the order of the catalogue and then by day."""
    chosen = selection or Selection()
    every = (from_document(PastCall, held) for held in past_calls(session, only=chosen.targets))
    return tuple(call for call in every if chosen.holds(call))


def words_on_record(session: Session, selection: Selection | None = None) -> tuple[PublishedWord, ...]:
    """What others said of the targets that were chosen, by target in the order of the catalogue and then by day."""
    chosen = selection or Selection()
    every = (from_document(PublishedWord, held) for held in published_words(session, only=chosen.targets))
    return tuple(word for word in every if chosen.holds_word(word))


def record_document(calls: Sequence[PastCall], words: Sequence[PublishedWord] = ()) -> dict[str, Any]:
    """What calls were worth: all of them, and by footing, mission, target, distance and model.

    ``words`` are what others said; on the days on which they said it it is a rival like the others.
    """
    return {
        "statement": STATEMENT,
        "overall": _record(call_record(calls)),
        "words": words_summary(words),
        "groups": [
            {"dimension": name, "group": group, **_record(found)}
            for name, key in _DIMENSIONS.items()
            for group, found in sorted(by(calls, key).items(), key=_place)
        ],
    }


def _place(group: tuple[str, CallRecord]) -> tuple[int, str]:
    name = group[0]
    return (_ORDER.index(name) if name in _ORDER else 0), name


def _record(found: CallRecord) -> dict[str, Any]:
    document = asdict(found)
    for comparison in document["comparisons"]:
        comparison["rival"] = comparison["rival"].value
    return {**document, "enough": found.enough}


def words_summary(words: Sequence[PublishedWord]) -> dict[str, Any]:
    """How much others said, and how much of it came true."""
    told = [word for word in words if word.met is not None]
    return {
        "statement": WORDS_STATEMENT,
        "words": len(words),
        "targets": len({word.target_id for word in words}),
        "without_outcome": len(words) - len(told),
        "came_true": sum(word.on_track == word.met for word in told),
    }


def word_document(word: PublishedWord) -> dict[str, Any]:
    """One published word as JSON."""
    document: dict[str, Any] = to_document(word)
    return document


def word_rows(words: Sequence[PublishedWord]) -> Iterator[dict[str, Any]]:
    """The published words as rows of a table; ``result`` is empty where there is no outcome."""
    for word in words:
        said = Said.ON_TRACK if word.on_track else Said.OFF_TRACK
        row = word_document(word) | {"published_on": word.said_on.isoformat(), "published_by": word.by}
        row |= {"word": said.value, "result": _word(word.met), "remark": word.note}
        yield {name: row[name] for name in WORD_COLUMNS}


def call_document(call: PastCall) -> dict[str, Any]:
    """One call as JSON."""
    document: dict[str, Any] = to_document(call)
    return {**document, "distance": call.distance.value, "model": call.model}


def call_rows(calls: Sequence[PastCall]) -> Iterator[dict[str, Any]]:
    """The calls as rows of a table; yes and no are words."""
    for call in calls:
        row = call_document(call)
        row |= {name: _word(row[name]) for name in ("no_change", "straight_line")}
        row |= {"published_word": _word(row["published"]), "result": _word(call.met)}
        yield {name: row[name] for name in CALL_COLUMNS}


def _word(said: bool | None) -> str | None:
    return None if said is None else ("met" if said else "missed")


def group_rows(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The groups as rows of a table, one for each rival of each (one without a rival where there is none)."""
    groups = [{"dimension": "all", "group": "all", **document["overall"]}, *document["groups"]]
    for group in groups:
        named = {**group, "measures": group["indicators"], "happened": group["met"]}
        base = {name: named.get(name) for name in GROUP_COLUMNS}
        for rival in group["comparisons"] or [None]:
            yield base if rival is None else {**base, **_rival(rival)}


def _rival(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "rival": found["rival"],
        "rival_calls": found["calls"],
        "rival_brier": found["brier_bare"],
        "rival_brier_recalibrated": found["brier_recalibrated"],
        **{name: found[name] for name in ("skill", "gain", "gain_error", "rival_right")},
    }
