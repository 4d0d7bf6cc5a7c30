"""How often labels were wrong: counted from what was said of past targets and what became of them.

A false alarm is a target called off track that was met; a missed alarm one called on track that was missed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from forecasting.labels import LabelSet, Verdict

FALSE_ALARM = "Of the targets called off track, the share that was met after all."
MISSED_ALARM = "Of the targets called on track, the share that was missed after all."
BASIS = (
    "Counted on targets put to past series of the development half of the benchmark, at every origin of the backtest "
    "and at the end of each stretch of horizons, with constants fitted without the series judged. Targets of one "
    "series are alike, so the number of independent series says how much a share can be believed."
)
LEAST_SERIES = 100


@dataclass(frozen=True, slots=True)
class Count:
    """How many targets had a label, how many of them were met."""

    label: str
    verdict: Verdict
    said: int
    met: int

    @property
    def share_met(self) -> float | None:
        """The share that was met, None where the label was never given."""
        return self.met / self.said if self.said else None


@dataclass(frozen=True, slots=True)
class LabelErrors:
    """The errors of one label set for one frequency class and stretch of horizons (``horizons``, inclusive).

    ``false_alarm`` is the share of targets called off track that was met, ``missed_alarm`` the share of those called
    on track that was missed; None where nothing was called so. ``false_alarm_of_met`` is the share of the targets met
    that had been called off track, ``missed_alarm_of_missed`` the share of those missed that had been called on track.
    """

    frequency_class: str
    horizons: tuple[int, int]
    series: int
    targets: int
    met: int
    false_alarm: float | None
    missed_alarm: float | None
    false_alarm_of_met: float | None
    missed_alarm_of_missed: float | None
    counts: tuple[Count, ...]

    @property
    def believed(self) -> bool:
        """Whether at least 100 independent series stand behind it."""
        return self.series >= LEAST_SERIES


@cache
def shipped() -> dict[str, Any]:
    """What was said of past targets, by frequency class, horizon and whole percent, and how many of them were met."""
    loaded: dict[str, Any] = json.loads((files("forecasting") / "label_record.json").read_text("utf-8"))
    return loaded


def errors_of(labels: LabelSet, record: Mapping[str, Any] | None = None) -> tuple[LabelErrors, ...]:
    """The errors of a label set, a row for each frequency class and stretch of horizons, from a record (None: ours).

    Exact, because cuts are whole percents and the record is kept by them. A label that begins strictly above a
    whole percent is counted from that percent on: probabilities that are exactly a whole percent do not occur in it.
    """
    found = shipped() if record is None else record
    return tuple(
        _row(labels, name, row) for name, rows in found["classes"].items() for row in rows if row["said"]
    )


def _row(labels: LabelSet, frequency_class: str, row: Mapping[str, Any]) -> LabelErrors:
    said, met = dict.fromkeys(labels.labels, 0), dict.fromkeys(labels.labels, 0)
    for percent, count, hits in row["said"]:
        # The middle of the percent: which label it has does not depend on where in it a probability lies.
        label = labels.label(min((percent + 0.5) / 100, 1.0))
        said[label] += count
        met[label] += hits
    counts = tuple(Count(one.label, one.verdict, said[one], met[one]) for one in labels.labels)
    off, off_met = _sum(counts, Verdict.OFF_TRACK)
    on, on_met = _sum(counts, Verdict.ON_TRACK)
    targets, all_met = sum(one.said for one in counts), sum(one.met for one in counts)
    return LabelErrors(
        frequency_class=frequency_class,
        horizons=(row["from"], row["to"]),
        series=row["series"],
        targets=targets,
        met=all_met,
        false_alarm=_share(off_met, off),
        missed_alarm=_share(on - on_met, on),
        false_alarm_of_met=_share(off_met, all_met),
        missed_alarm_of_missed=_share(on - on_met, targets - all_met),
        counts=counts,
    )


def _sum(counts: tuple[Count, ...], verdict: Verdict) -> tuple[int, int]:
    chosen = [one for one in counts if one.verdict is verdict]
    return sum(one.said for one in chosen), sum(one.met for one in chosen)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
