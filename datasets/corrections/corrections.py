"""Corrections as data: what is wrong in which source, what it should be, and what must still stand there.

A file of corrections is a list in YAML::

    - source: nhs-england/ae
      indicator: ae_attendances
      area: E92000001
      period: 2015-03
      expect: 11            # what the publisher's file says, to the digit
      value: 1100000        # what it should say; leave it out to leave the figure out
      reason: Two columns were swapped in the workbook.
      citation: NHS England, note of 9 April 2015
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from datasets.catalogue.entries import IndicatorEntry
from datasets.errors import FileUnreadable
from datasets.sources.errors import CorrectionObsolete
from datasets.sources.remarks import Remark, RemarkCode
from datasets.sources.selecting import Reading
from forecasting.errors import PeriodError
from forecasting.findings import Severity
from forecasting.periods import Period

_NEEDED = frozenset({"source", "indicator", "area", "period", "expect", "reason"})
_KEYS = _NEEDED | {"value", "edition", "citation"}
_EQUAL = 1e-9


@dataclass(frozen=True, slots=True)
class Correction:
    """One error of a publisher. ``value`` None leaves the figure out; ``edition`` empty means every edition."""

    source: str
    indicator: str
    area: str
    period: str
    expect: float
    reason: str
    value: float | None = None
    edition: str = ""
    citation: str = ""


def bundled_corrections() -> Path:
    """The folder of the corrections that come with Headway."""
    return Path(__file__).parent


def load_corrections(folder: Path | None = None) -> tuple[Correction, ...]:
    """Every correction of a folder of YAML files. Raises FileUnreadable naming the file and the entry."""
    found: list[Correction] = []
    for path in sorted((folder or bundled_corrections()).glob("*.yaml")):
        try:
            entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise FileUnreadable(
                f"{path.name} is not YAML: {error}.", field="file", value=path.name, remedy="Mend it."
            ) from error
        found += [_correction(path.name, number, entry) for number, entry in enumerate(entries, 1)]
    return tuple(found)


def _correction(file: str, number: int, entry: Any) -> Correction:
    keys = set(entry) if isinstance(entry, dict) else set()
    if not keys >= _NEEDED or keys - _KEYS:
        wrong = ", ".join(sorted((_NEEDED - keys) | (keys - _KEYS)))
        raise FileUnreadable(
            f"Entry {number} of {file} lacks or has too much: {wrong}.",
            field=wrong,
            value=number,
            remedy=f"Give {', '.join(sorted(_NEEDED))}, and value, edition or citation where they are needed.",
        )
    texts = {key: str(entry.get(key, "")) for key in _KEYS - {"expect", "value"}}
    try:
        numbers = {key: float(entry[key]) for key in ("expect", "value") if entry.get(key) is not None}
    except (TypeError, ValueError) as error:
        raise FileUnreadable(
            f"Entry {number} of {file} has no number under “expect” or “value”.",
            field="expect",
            value=entry.get("expect"),
            remedy="Write the figure as the publisher's file has it.",
        ) from error
    return Correction(**texts, **numbers)  # type: ignore[arg-type]


def corrected(
    readings: Sequence[Reading],
    corrections: Iterable[Correction],
    *,
    source: str,
    edition: str,
    indicator: IndicatorEntry,
) -> tuple[tuple[Reading, ...], tuple[Remark, ...]]:
    """The readings with the corrections that concern them, and a remark on each.

    A correction whose figure is not in the file has nothing to do. Raises CorrectionObsolete where the figure
    is there and is no longer the one expected.
    """
    by_key = {(item.area, item.period): index for index, item in enumerate(readings)}
    found: list[Reading | None] = list(readings)
    remarks = []
    for correction in corrections:
        if correction.source != source or correction.indicator != indicator.id:
            continue
        if correction.edition and correction.edition != edition:
            continue
        index = by_key.get((correction.area, _period(correction, indicator)))
        if index is None:
            continue
        _check(readings[index], correction)
        found[index] = None if correction.value is None else replace(readings[index], value=correction.value)
        remarks.append(_remark(correction))
    return tuple(item for item in found if item is not None), tuple(remarks)


def _check(reading: Reading, correction: Correction) -> None:
    if not math.isclose(reading.value, correction.expect, rel_tol=_EQUAL, abs_tol=_EQUAL):
        raise CorrectionObsolete(
            f"The correction of “{correction.indicator}” for {correction.period} expects {correction.expect:g}, "
            f"but {reading.place or 'the file'} now gives {reading.value:g}.",
            field="expect",
            value=reading.value,
            remedy="If the publisher has mended the figure, take the correction out or name the editions it holds for.",
        )


def _period(correction: Correction, indicator: IndicatorEntry) -> Period:
    try:
        return Period.parse(correction.period, indicator.frequency)
    except PeriodError as error:
        raise FileUnreadable(
            f"The correction of “{correction.indicator}” names no {indicator.frequency.words}: {correction.period}.",
            field="period",
            value=correction.period,
            remedy="Write the period in the notation of the indicator.",
        ) from error


def _remark(correction: Correction) -> Remark:
    done = "left out" if correction.value is None else f"taken as {correction.value:g}"
    return Remark(
        RemarkCode.CORRECTED,
        f"{correction.expect:g} for {correction.area} in {correction.period} is {done}: {correction.reason}",
        Severity.CAUTION,
        correction.indicator,
    )
