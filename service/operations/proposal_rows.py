"""A proposal as flat rows, one for each value it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forecasting.setting.proposal import Chance, Precedence, Proposal

COLUMNS = (
    "series_id", "area", "by", "group", "key", "title", "comparator", "value", "stated", "asked_probability",
    "probability", "probability_low", "probability_high", "shown", "pace", "percentile", "precedent", "period",
    "reason", "note",
)  # fmt: skip
Row = dict[str, Any]


def rows_of(proposal: Proposal) -> list[Row]:
    """The rungs by chance, the ways, the paces of other areas, what a value means, the path, the cautions."""
    fixed = {
        "series_id": proposal.series_id,
        "area": proposal.area,
        "by": str(proposal.resolved) if proposal.window_start is None else proposal.asked.end.isoformat(),
        "comparator": proposal.comparator.value,
    }
    return [{**dict.fromkeys(COLUMNS), **fixed, **row} for row in _rows(proposal)]


def _rows(proposal: Proposal) -> Iterator[Row]:
    for rung in proposal.ladder:
        yield {
            "group": "chance",
            "key": f"p{round(100 * rung.asked)}",
            "title": f"Reached with a chance of {rung.asked:.0%}",
            "value": rung.value,
            "stated": rung.stated,
            "asked_probability": rung.asked,
            "pace": rung.pace,
            **_chance(rung.chance),
            **_precedence(rung.precedence),
        }
    for way in proposal.ways:
        yield {
            "group": way.family,
            "key": way.key,
            "title": way.title,
            "value": way.value,
            "stated": way.stated,
            "pace": way.pace,
            "reason": None if way.reason is None else way.reason.value,
            "note": " ".join(way.notes) or None,
            **_chance(way.chance),
            **_precedence(way.precedence),
        }
    for pace in proposal.paces:
        yield {
            "group": "paces",
            "key": f"pace_p{round(100 * pace.percentile)}",
            "title": f"A pace that {pace.percentile:.0%} of paces stay below",
            "value": pace.value,
            "pace": pace.pace,
            "percentile": pace.percentile,
            **_chance(pace.chance),
        }
    meaning = proposal.meaning
    if meaning is not None:
        yield {
            "group": "meaning",
            "key": "value",
            "title": "The value asked about",
            "value": meaning.value,
            "pace": meaning.pace,
            "reason": None if meaning.reason is None else meaning.reason.value,
            "note": " ".join(meaning.sentences),
            **_chance(meaning.chance),
            **_precedence(meaning.precedence),
        }
    if proposal.path is not None:
        for point in proposal.path.points:
            yield {
                "group": "path",
                "key": proposal.path.shape.value,
                "title": f"On the way to {proposal.path.towards:g}",
                "value": point.value,
                "period": str(point.period),
                **_chance(point.chance),
            }
    for caution in proposal.cautions:
        yield {"group": "caution", "key": caution.code.value, "note": caution.message}


def _chance(chance: Chance | None) -> Row:
    if chance is None:
        return {}
    return {
        "probability": chance.probability,
        "probability_low": chance.low,
        "probability_high": chance.high,
        "shown": chance.shown,
    }


def _precedence(found: Precedence | None) -> Row:
    return {} if found is None else {"percentile": found.percentile, "precedent": found.sentence}
