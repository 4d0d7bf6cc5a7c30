"""The label sets on the page of methods: cuts, and how often each was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forecasting.label_errors import errors_of
from forecasting.labels import LabelSet
from service.board.english import label_sets as english


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """One row: kind of figures, how far ahead, both errors, what stands behind them."""

    frequency: str
    ahead: str
    false_alarm: str
    missed_alarm: str
    series: str


@dataclass(frozen=True, slots=True)
class LabelSetView:
    """One set as the page shows it."""

    id: str
    heading: str
    description: str
    cuts: str
    telling: str
    lines: tuple[ErrorLine, ...]


def label_set_views(sets: Sequence[LabelSet]) -> tuple[LabelSetView, ...]:
    """The sets in their order."""
    return tuple(
        LabelSetView(
            one.id,
            english.heading(one),
            one.description,
            english.cuts(one),
            english.TELL.format(points=round(one.telling_margin * 100)) if one.telling_margin else "",
            tuple(
                ErrorLine(
                    english.FREQUENCY.get(row.frequency_class, row.frequency_class),
                    english.ahead(row.frequency_class, *row.horizons),
                    english.share(row.false_alarm),
                    english.share(row.missed_alarm),
                    f"{row.series:,}",
                )
                for row in errors_of(one)
            ),
        )
        for one in sets
    )
