"""A label set as a document and as rows: its cuts, its words, and how often it was wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forecasting.label_errors import BASIS, FALSE_ALARM, MISSED_ALARM, LabelErrors, errors_of, shipped
from forecasting.labels import LabelSet, Verdict, label_set_document

ERROR_COLUMNS = (
    "label_set", "version", "frequency", "horizon_from", "horizon_to", "series", "targets", "met", "false_alarm",
    "missed_alarm", "false_alarm_of_met", "missed_alarm_of_missed",
)  # fmt: skip


def label_set_shown(labels: LabelSet, *, owner: str) -> dict[str, Any]:
    """A label set ready to be written as JSON, with its record."""
    return {
        **label_set_document(labels),
        "owner": owner,
        "errors": errors_document(labels),
    }


def errors_document(labels: LabelSet) -> dict[str, Any]:
    """What the backtest says of a set: the definitions, and a row for each frequency class and horizon."""
    return {
        "false_alarm": FALSE_ALARM,
        "missed_alarm": MISSED_ALARM,
        "basis": BASIS,
        "engine": shipped()["engine"],
        "rows": [_row(one) for one in errors_of(labels)],
    }


def error_rows(labels: LabelSet) -> Iterator[dict[str, Any]]:
    """The record as rows of a table."""
    for one in errors_of(labels):
        yield {
            "label_set": labels.id,
            "version": labels.version,
            "horizon_from": one.horizons[0],
            "horizon_to": one.horizons[1],
            **_row(one),
        }


def _row(one: LabelErrors) -> dict[str, Any]:
    return {
        "frequency": one.frequency_class,
        "horizons": list(one.horizons),
        "series": one.series,
        "believed": one.believed,
        "targets": one.targets,
        "met": one.met,
        "false_alarm": one.false_alarm,
        "missed_alarm": one.missed_alarm,
        "false_alarm_of_met": one.false_alarm_of_met,
        "missed_alarm_of_missed": one.missed_alarm_of_missed,
        "labels": [{"label": count.label, "said": count.said, "met": count.met} for count in one.counts],
    }


LABEL_COLUMNS = ("label", "label_words", "label_set")
"""What a row of judgements gains where a label set was chosen."""


def labelled_row(row: Mapping[str, Any], labels: LabelSet, *, short_data: bool) -> dict[str, Any]:
    """A row of judgements by the labels of a set: its verdict, and the label with its words.

    Settled and unjudged targets keep their verdict and get the set's words for it.
    """
    verdict, p = Verdict(row["verdict"]), row["probability"]
    chosen = f"{labels.id} version {labels.version}"
    if p is None or not verdict.is_live:
        words = labels.words(verdict)
        return {**row, "label": verdict.value, "label_words": words, "label_set": chosen}
    found = labels.label(p, short_data=short_data)
    return {
        **row,
        "verdict": found.verdict.value,
        "label": found.label,
        "label_words": found.words,
        "label_set": chosen,
    }
