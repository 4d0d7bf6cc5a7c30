"""Where a gap is: the parts of a whole and the places furthest short."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.board.english import places as words
from service.board.english.quantities import Quantities

Line = tuple[str, ...]

_MOST = 10
_FEWEST_NAMED = 2
_REST = "rest"


@dataclass(frozen=True)
class PlacesPanel:
    """A title that says where, the parts of the whole, and the places furthest short of all."""

    title: str
    parts_caption: str
    parts: tuple[Line, ...]
    places_caption: str
    places: tuple[Line, ...]
    note: str


def places_panel(document: Mapping[str, Any] | None, quantities: Quantities) -> PlacesPanel | None:
    """The panel of a stored decomposition; None where there is none, or too few places are named."""
    if document is None:
        return None
    whole, *others = document["places"]
    named = [one for one in others if one["level"] != _REST]
    if len(named) < _FEWEST_NAMED:
        return None
    parts = [one for one in others if one["parent"] == whole["area"]]
    leaves = [one for one in others if one["rank"] is not None]
    deeper = len(leaves) > len(parts)
    furthest = [one for one in leaves if one["level"] != _REST and one["mean"] > 0][:_MOST]
    return PlacesPanel(
        title=_title(whole, parts, len(named)),
        parts_caption=words.PARTS_CAPTION.format(name=whole["name"]),
        parts=tuple(_part(one, whole, quantities) for one in parts),
        places_caption=words.PLACES_CAPTION.format(count=len(furthest), total=len(leaves)),
        places=tuple(
            (
                one["name"],
                _short(one["mean"], quantities, _step(one)),
                words.order(one["rank_low"], one["rank_high"]),
            )
            for one in furthest
        )
        if deeper
        else (),
        note=words.NOTE_RATE
        if document["of"] == "rate"
        else words.NOTE.format(period=document["shared_from"]["label"]),
    )


def _title(whole: Mapping[str, Any], parts: Sequence[Mapping[str, Any]], named: int) -> str:
    largest = max(parts, key=lambda one: float(one["mean"]))
    if whole["mean"] <= 0 or largest["mean"] <= 0 or largest["level"] == _REST:
        return words.title_spread(named)
    return words.title(largest["name"], min(largest["mean"] / whole["mean"], 1.0))


def _part(one: Mapping[str, Any], whole: Mapping[str, Any], q: Quantities) -> Line:
    step = _step(one)
    share = one["mean"] / whole["mean"] if whole["mean"] > 0 and one["mean"] > 0 else None
    return (
        one["name"],
        q.expected(one["projected"][1], step),
        q.expected(one["required"], step),
        _short(one["mean"], q, step),
        "" if share is None else f"{share:.0%}",
    )


def _short(mean: float, q: Quantities, step: float) -> str:
    amount = q.difference(mean, step)
    return (words.SHORT if mean >= 0 else words.AHEAD).format(amount=amount)


def _step(one: Mapping[str, Any]) -> float:
    """A grid on which the range that eight in ten fall into is a few steps wide."""
    low, _, high = one["shortfall"]
    spread = abs(high - low)
    return float(10.0 ** math.floor(math.log10(spread / 4))) if spread > 0 else 1.0
