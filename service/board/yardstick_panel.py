"""The panel that sets the public methods beside our judgement on the page of a target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forecasting.public_methods.catalogue import method_named
from forecasting.public_methods.method import Question
from forecasting.public_methods.ohid_trend_marker import CANNOT
from forecasting.public_methods.yardstick import Yardstick
from service.board.english import yardsticks as english
from service.board.english.numbers import capital
from service.operations.yardstick_rows import number_shown

if TYPE_CHECKING:
    from service.operations.yardsticks import SideBySide


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One method: what it asks, what it says (or why nothing), the number behind it, the figures used."""

    method: str
    asks: str
    says: str
    more: str
    number: str
    window: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The panel: its finding, the sentence on who differs and why, and the methods in groups."""

    title: str
    sentence: str
    groups: tuple[tuple[str, tuple[PanelRow, ...]], ...]


def panel_of(found: SideBySide | None) -> Panel | None:
    """The panel of a target, or None where no method has anything to say of it."""
    if found is None or not any(_says(item) for item in found.yardsticks):
        return None
    said = found.agreement
    groups = []
    for question in (Question.TARGET, Question.TREND, Question.PROBABILITY):
        items = [item for item in found.yardsticks if method_named(item.method).question is question]
        # Where a whole group is silent the sentence says why once.
        if any(_says(item) for item in items):
            groups.append((english.GROUPS[question], tuple(_row(found, item) for item in items)))
    return Panel(english.title(said), said.sentence, tuple(groups))


def label_said(item: Yardstick) -> tuple[str, str]:
    """A method and what it says."""
    return capital(method_named(item.method).short), english.label(item.label or "")


def _says(item: Yardstick) -> bool:
    return item.label is not None and item.label != CANNOT


def _row(found: SideBySide, item: Yardstick) -> PanelRow:
    method = method_named(item.method)
    more = []
    if item.reason is not None:
        more.append(english.WHY[item.reason])
    if item.details.get("assurance_icon") in english.ASSURANCE:
        more.append(english.ASSURANCE[item.details["assurance_icon"]])
    if "suggested_rebase" in item.details:
        more.append(english.SUGGESTED.format(period=item.details["suggested_rebase"]))
    if method.confidence in english.THRESHOLDS and item.label is not None:
        more.append(english.THRESHOLDS[method.confidence])
    return PanelRow(
        capital(method.short),
        method.asks,
        english.label(item.label) if item.label is not None else "",
        capital("; ".join(more)) if more else "",
        number_shown(found, item),
        item.window,
    )
