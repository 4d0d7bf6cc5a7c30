"""Whether a new release can be right, seen beside what was held before: gaps, jumps, units, revisions, breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from datasets.catalogue.entries import IndicatorEntry
from datasets.sources.errors import ReleaseRejected
from datasets.sources.remarks import Remark, RemarkCode
from datasets.sources.selecting import Reading
from forecasting.findings import Severity
from forecasting.periods import Period

Held = Mapping[tuple[str, Period], float]
"""The newest value held for each area and period, before the release."""

_UNITS = (100.0, 1000.0, 1_000_000.0)
_UNIT_BAND = 0.1
_LEAST_COMMON = 3
_LEAST_CHANGES = 10
_JUMP = 8.0
_UNUSUAL = 3.0
_SHIFT = 0.02
_STEADY = 0.005


def compare(readings: Sequence[Reading], held: Held, indicator: IndicatorEntry) -> list[Remark]:
    """Remarks on a release beside what was held. Raises ReleaseRejected where the unit has plainly changed."""
    remarks = [*_gaps(readings, indicator), *_jumps(readings, held, indicator)]
    common = [(item, held[item.area, item.period]) for item in readings if (item.area, item.period) in held]
    if common:
        _check_unit(common, indicator)
        remarks += _gone(readings, held, indicator)
        remarks += _revisions(common, indicator)
        remarks += _shift(readings, held, indicator)
    return remarks


def _by_area(readings: Sequence[Reading]) -> Mapping[str, list[Reading]]:
    found: dict[str, list[Reading]] = {}
    for item in readings:
        found.setdefault(item.area, []).append(item)
    for items in found.values():
        items.sort(key=lambda item: item.period.ordinal)
    return found


def _gaps(readings: Sequence[Reading], indicator: IndicatorEntry) -> list[Remark]:
    missing = [
        earlier.period + 1
        for items in _by_area(readings).values()
        for earlier, later in pairwise(items)
        if later.period.ordinal - earlier.period.ordinal > 1
    ]
    if not missing:
        return []
    shown = ", ".join(dict.fromkeys(period.label for period in missing[:5]))
    return [
        Remark(
            RemarkCode.MISSING_PERIODS,
            f"{len(missing):,} gaps between periods, the first at {shown}.",
            indicator=indicator.id,
        )
    ]


def _check_unit(common: Sequence[tuple[Reading, float]], indicator: IndicatorEntry) -> None:
    ratios = [item.value / before for item, before in common if before and item.value]
    if len(ratios) < _LEAST_COMMON:
        return
    middle = median(ratios)
    for unit in _UNITS:
        for factor, word in ((unit, "times"), (1 / unit, "of")):
            if abs(middle / factor - 1) < _UNIT_BAND:
                raise ReleaseRejected(
                    f"The figures of “{indicator.id}” are about {factor:g} {word} those held for the same periods.",
                    field="factor",
                    value=middle,
                    remedy="The unit of the file has changed: mend the factor of the feed.",
                )


def _gone(readings: Sequence[Reading], held: Held, indicator: IndicatorEntry) -> list[Remark]:
    given = {(item.area, item.period) for item in readings}
    span = {
        area: (items[0].period.ordinal, items[-1].period.ordinal)
        for area, items in _by_area(readings).items()
    }
    gone = [
        period
        for area, period in held
        if area in span and span[area][0] <= period.ordinal <= span[area][1] and (area, period) not in given
    ]
    if not gone:
        return []
    shown = ", ".join(dict.fromkeys(period.label for period in sorted(gone, key=lambda p: p.ordinal)[:5]))
    return [
        Remark(
            RemarkCode.PERIODS_GONE,
            f"{len(gone):,} figures held before are not in the release ({shown}).",
            Severity.CAUTION,
            indicator.id,
        )
    ]


def _revisions(common: Sequence[tuple[Reading, float]], indicator: IndicatorEntry) -> list[Remark]:
    precision = 0.5 * 10.0 ** -(indicator.decimals or 0)
    revised = [(item, before) for item, before in common if abs(item.value - before) > precision]
    remarks = []
    flipped = [
        item for item, before in revised if item.value * before < 0 and abs(item.value + before) <= precision
    ]
    if flipped:
        remarks.append(
            Remark(
                RemarkCode.SIGN_FLIP,
                f"{len(flipped):,} figures have changed their sign, the first in {flipped[0].period.label}.",
                Severity.SERIOUS,
                indicator.id,
            )
        )
    if not revised:
        return remarks
    largest, before = max(revised, key=lambda pair: abs(pair[0].value - pair[1]))
    said = (
        f"{len(revised):,} of {len(common):,} figures held before are revised, the most in {largest.area}, "
        f"{largest.period.label}: from {before:g} to {largest.value:g}"
    )
    usual = _usual_change([item for item, _ in common])
    unusual = usual > 0 and abs(largest.value - before) > _UNUSUAL * usual
    code = RemarkCode.REVISED_UNUSUALLY if unusual else RemarkCode.REVISED
    tail = ", far beyond the usual change between periods." if unusual else "."
    remarks.append(Remark(code, said + tail, Severity.CAUTION if unusual else Severity.INFO, indicator.id))
    return remarks


@dataclass(frozen=True, slots=True)
class Shift:
    """Every figure moved by one and the same factor, the first of them that of ``period``."""

    period: Period
    factor: float


def shifted(readings: Sequence[Reading], held: Held) -> Shift | None:
    """Whether a release gives all that was held before times one factor: a new base, a new population, a new scope."""
    common = [(item, held[item.area, item.period]) for item in readings if (item.area, item.period) in held]
    ratios = [item.value / before for item, before in common if before]
    if len(ratios) < _LEAST_CHANGES:
        return None
    middle = median(ratios)
    spread = median(abs(ratio - middle) for ratio in ratios)
    if abs(middle - 1) < _SHIFT or spread > _STEADY:
        return None
    return Shift(min((item.period for item, _ in common), key=lambda period: period.start), middle)


def _shift(readings: Sequence[Reading], held: Held, indicator: IndicatorEntry) -> list[Remark]:
    found = shifted(readings, held)
    if found is None:
        return []
    return [
        Remark(
            RemarkCode.SUSPECTED_BREAK,
            f"All figures stand at {found.factor:.3g} times those held before: a new basis is likely. "
            "Nothing is spliced until somebody accepts it as a break.",
            Severity.SERIOUS,
            indicator.id,
        )
    ]


def _usual_change(readings: Sequence[Reading]) -> float:
    changes = [
        abs(later.value - earlier.value)
        for items in _by_area(readings).values()
        for earlier, later in pairwise(items)
        if later.period.ordinal - earlier.period.ordinal == 1
    ]
    return median(changes) if len(changes) >= _LEAST_CHANGES else 0.0


def _jumps(readings: Sequence[Reading], held: Held, indicator: IndicatorEntry) -> list[Remark]:
    """New periods that stand apart from the one before by far more than a series usually moves."""
    found = []
    for items in _by_area(readings).values():
        changes = [
            abs(later.value - earlier.value)
            for earlier, later in pairwise(items)
            if later.period.ordinal - earlier.period.ordinal == 1
        ]
        usual = median(changes) if len(changes) >= _LEAST_CHANGES else 0.0
        if usual <= 0:
            continue
        for earlier, later in pairwise(items[-4:]):
            new = (later.area, later.period) not in held
            if new and abs(later.value - earlier.value) > _JUMP * usual:
                found.append((earlier, later))
    if not found:
        return []
    earlier, later = found[0]
    return [
        Remark(
            RemarkCode.JUMP,
            f"From {earlier.value:g} to {later.value:g} in {later.area}, {later.period.label}, more than {_JUMP:g} times "
            f"the usual change; {len(found):,} such in all.",
            Severity.CAUTION,
            indicator.id,
        )
    ]
