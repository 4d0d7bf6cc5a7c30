"""What a target asks for, as a phrase: at least 92%, under 1%, no more than 1,950 Mt."""

from __future__ import annotations

from forecasting.targets import Comparator, Kind
from service.board.english.quantities import Quantities

_ASKS = {
    Comparator.AT_LEAST: "at least {}",
    Comparator.ABOVE: "more than {}",
    Comparator.AT_MOST: "no more than {}",
    Comparator.BELOW: "less than {}",
}
_LABELS = {
    Comparator.AT_LEAST: "{} needed",
    Comparator.ABOVE: "over {}",
    Comparator.AT_MOST: "max {}",
    Comparator.BELOW: "under {}",
}


def asks(
    comparator: Comparator | None, value: float | None, *, upper: float | None, quantities: Quantities
) -> str:
    """The requirement: ``at least 92%``; empty where no threshold is set."""
    if value is None:
        return ""
    if comparator is Comparator.BETWEEN and upper is not None:
        return f"between {quantities.required(value)} and {quantities.required(upper)}"
    return _ASKS.get(comparator or Comparator.AT_LEAST, "{}").format(quantities.required(value))


def label(comparator: Comparator | None, value: float, *, quantities: Quantities) -> str:
    """The requirement on a chart: ``92% needed``, ``under 1%``."""
    return _LABELS.get(comparator or Comparator.AT_LEAST, "{}").format(quantities.label_required(value))


def reaching(kind: Kind, asked: str) -> str:
    """The requirement as what has to happen: ``reaching at least 92%``, ``staying at no more than 1,950 Mt``."""
    if not asked:
        return "meeting this target"
    if kind is Kind.CUMULATIVE_CAP:
        return f"using {asked}"
    if kind in (Kind.MAINTAIN, Kind.SUSTAINED_STANDARD):
        return f"keeping to {asked}"
    if kind is Kind.ELIMINATION:
        return "reaching zero"
    return f"{'adding up to' if kind is Kind.CUMULATIVE_SUM else 'reaching'} {asked}"
