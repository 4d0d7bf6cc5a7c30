"""The answers of the public methods as a document and as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forecasting.public_methods.catalogue import method_named
from forecasting.public_methods.yardstick import Yardstick
from service.documents import to_document
from service.operations.yardsticks import SideBySide

COLUMNS = (
    "target_id", "as_of", "verdict", "probability", "method", "title", "version", "label", "leaning", "number",
    "number_means", "state", "reason", "window", "rule", "thresholds", "numbers", "caveats", "source",
)  # fmt: skip


def side_document(found: SideBySide) -> dict[str, Any]:
    """A target with every method, ready to be written as JSON."""
    judged = found.assessment
    return {
        "target_id": found.target_id,
        "as_of": found.as_of.isoformat(),
        "judgement": None
        if judged is None
        else {
            "key": judged.key,
            "as_of": judged.as_of.isoformat(),
            "verdict": judged.verdict.value,
            "probability": judged.probability,
            "probability_shown": judged.probability_shown,
            "label_set": judged.label_set,
        },
        "agreement": to_document(found.agreement),
        "yardsticks": [yardstick_document(item) for item in found.yardsticks],
    }


def yardstick_document(answered: Yardstick) -> dict[str, Any]:
    """One answer, with what the method asks and what its principal number means."""
    method = method_named(answered.method)
    principal = method.principal
    return {
        **to_document(answered),
        "title": method.title,
        "asks": method.asks,
        "may_differ_because": method.compares,
        "limits": method.limits,
        "looks_at": method.question.value,
        "principal": None
        if principal is None
        else {
            "name": principal.name,
            "words": principal.words,
            "value": method.principal_of(answered),
        },
    }


def number_shown(found: SideBySide, answered: Yardstick) -> str:
    """The number that an answer rests on, as people read it: "1.99 times the recent pace needed"; "" without one.

    A chance of ours is printed as the judgement prints it, or where it is another than the judgement's, no finer
    than "under 10%" and "over 90%".
    """
    principal = method_named(answered.method).principal
    value = method_named(answered.method).principal_of(answered)
    if principal is None or value is None:
        return ""
    judged = found.assessment
    if not principal.chance:
        number = (
            f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}" if abs(value) < 1 else f"{value:.3g}"
        )
        return f"{number.replace('-', '−')}{'' if principal.words.startswith('%') else ' '}{principal.words}"
    if judged is not None and value == judged.probability:
        number = judged.probability_shown
    elif value in (0, 1):
        number = f"{value:.0%}"
    else:
        number = "under 10%" if value < 0.1 else "over 90%" if value > 0.9 else f"{value:.0%}"
    return f"{number} {principal.words}".strip()


def side_rows(found: SideBySide) -> Iterator[dict[str, Any]]:
    """One row a method; what does not apply is None, several things in one cell are parted by semicolons."""
    judged = found.assessment
    for item in found.yardsticks:
        method = method_named(item.method)
        yield {
            "target_id": found.target_id,
            "as_of": found.as_of.isoformat(),
            "verdict": None if judged is None else judged.verdict.value,
            "probability": None if judged is None else judged.probability,
            "method": item.method,
            "title": method.title,
            "version": item.version,
            "label": item.label,
            "leaning": item.leaning.value,
            "number": method.principal_of(item),
            "number_means": None
            if method.principal is None
            else method.principal.words or method.principal.name,
            "state": item.state.value,
            "reason": None if item.reason is None else item.reason.value,
            "window": item.window or None,
            "rule": item.rule or None,
            "thresholds": " | ".join(f"{ladder.quantity}: {ladder.text}" for ladder in item.thresholds),
            "numbers": "; ".join(f"{k}={v!r}" for k, v in item.numbers.items() if v is not None) or None,
            "caveats": "; ".join(item.caveats) or None,
            "source": item.source,
        }
