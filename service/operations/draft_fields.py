"""Reading the fields of a draft: each checked by itself and against the others, nothing given up at the first fault."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from forecasting.errors import PeriodError
from forecasting.indicators import Aggregation, Direction
from forecasting.periods import Period
from forecasting.targets import Baseline, Comparator, Kind, Milestone, Target, Window
from service.operations.draft_errors import Wrong
from service.operations.errors import AreaUnknown, IndicatorUnknown
from service.operations.proposing import period_by
from service.operations.setting_errors import AreaMissing

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.operations.known_series import KnownSeries

KINDS = (
    Kind.LEVEL, Kind.BAND, Kind.CHANGE_ABSOLUTE, Kind.CHANGE_PERCENT, Kind.CHANGE_PP, Kind.ELIMINATION,
    Kind.MAINTAIN, Kind.CUMULATIVE_SUM, Kind.CUMULATIVE_CAP,
)  # fmt: skip
DRAFT = "draft"
_SPAN = (date(1800, 1, 1), date(2200, 12, 31))
LARGEST = 1e15
"""Larger numbers are slips, and neighbouring floats lie too far apart there to compare."""


class Reader:
    """The fields of one draft, and what is wrong with them so far.

    ``faulty`` names fields that were found wrong elsewhere: nothing more is said of them.
    """

    def __init__(self, fields: Mapping[str, Any], *, faulty: frozenset[str] = frozenset()) -> None:
        self.fields = {name: value for name, value in fields.items() if value is not None}
        self.faulty = faulty
        self.wrong: list[Wrong] = []

    def series(self, find: Callable[[str, str | None], KnownSeries]) -> KnownSeries | None:
        """The series that is meant, or None with what is wrong noted."""
        indicator, area = self.fields.get("indicator"), self.fields.get("area")
        if "indicator" in self.faulty:
            return None
        if indicator is None:
            self.say("missing", "indicator", "“indicator” is missing: name one of the catalogue.")
            return None
        try:
            return find(str(indicator), None if area is None else str(area))
        except IndicatorUnknown as error:
            self.say("indicator_unknown", "indicator", _near(error), indicator)
        except AreaMissing as error:
            if "area" not in self.faulty:
                self.say("area_missing", "area", f"{error.message} {error.remedy}", allowed=list(error.known))
        except AreaUnknown as error:
            self.say("area_unknown", "area", _near(error), area)
        return None

    def number(self, name: str, *, needed: bool) -> float | None:
        """A finite number of a sane size."""
        value = self.fields.get(name)
        if value is None:
            if needed and name not in self.faulty:
                self.say("missing", name, f"“{name}” is missing.")
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.say("not_a_number", name, f"“{name}” is not a finite number.", str(value))
            return None
        if abs(value) > LARGEST:
            self.say("out_of_range", name, f"“{name}” is larger than 10¹⁵ can be right.", value)
            return None
        return float(value)

    def period(self, name: str, series: KnownSeries | None, *, needed: bool) -> Period | None:
        """A period in any notation, read as the series is published where that decides."""
        text = self.fields.get(name)
        if text is None:
            if needed and name not in self.faulty:
                self.say("missing", name, f"“{name}” is missing: write a period such as 2029-03 or 2028/29.")
            return None
        return self.read_period(name, str(text), series)

    def read_period(self, name: str, text: str, series: KnownSeries | None) -> Period | None:
        """Read a period, or note why not."""
        try:
            found = Period.parse(text) if series is None else period_by(text, series.series)
        except PeriodError as error:
            self.say(error.code, name, f"“{name}”: {error}", text)
            return None
        if not _SPAN[0] <= found.start <= found.end <= _SPAN[1]:
            self.say("out_of_range", name, f"“{name}”: {text} lies outside 1800 to 2200.", text)
            return None
        return found

    def unused(self, used: set[str], kind: Kind) -> None:
        """Note every field that a kind has no use for."""
        for name in sorted(set(self.fields) - used - self.faulty):
            self.say(
                "field_not_used",
                name,
                f"“{name}” says nothing about a target of the kind “{kind.value}”: leave it out.",
                self.fields[name] if isinstance(self.fields[name], str | float | int) else None,
            )

    def say(self, code: str, field: str, message: str, value: object = None, allowed: object = None) -> None:
        """Note something that is wrong."""
        self.wrong.append(Wrong(code, field, message, value, allowed))


def _near(error: IndicatorUnknown | AreaUnknown) -> str:
    """What is not there, with what is like it; a command is no remedy for whoever sends a draft."""
    remedy = error.remedy or ""
    return f"{error.message} {remedy}" if remedy.startswith("Did you mean") else error.message


def kind_of(reader: Reader) -> Kind | None:
    """The kind of target, or None with what is wrong noted."""
    given = reader.fields.get("kind", Kind.LEVEL.value)
    if "kind" in reader.faulty:
        return None
    names = [kind.value for kind in KINDS]
    if given in names:
        return Kind(given)
    near = get_close_matches(str(given), names, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    reader.say(
        "value_not_allowed", "kind", f"“kind”: “{given}” is not a kind that drafts have.{hint}", given, names
    )
    return None


def target_from(reader: Reader, kind: Kind, known: KnownSeries | None) -> Target | None:
    """The target that the fields describe, or None with everything that is wrong noted."""
    window = _window(reader, kind)
    by = None
    if not kind.is_cumulative:
        by = reader.period("by", known, needed=kind is not Kind.MAINTAIN)
    if kind is Kind.MAINTAIN and by is not None and known is not None:
        window = _standing(window, by, known)
    value = None if kind is Kind.ELIMINATION else reader.number("value", needed=True)
    upper = reader.number("upper", needed=kind is Kind.BAND) if kind is Kind.BAND else None
    zero = reader.number("functional_zero", needed=False) if kind is Kind.ELIMINATION else None
    comparator = _comparator(reader, kind, known, value)
    baseline = _baseline(reader, known, by) if kind.is_change else Baseline()
    milestones = _milestones(reader, known, by) if kind.is_level or kind.is_cumulative else ()
    reader.unused(_used(kind), kind)
    if value is not None and upper is not None and upper <= value:
        reader.say("band_empty", "upper", f"“upper” ({upper:g}) must lie above “value” ({value:g}).", upper)
    if kind.is_cumulative and known is not None and known.indicator.aggregation is not Aggregation.FLOW:
        reader.say(
            "not_a_flow",
            "kind",
            f"Figures of “{known.indicator.id}” do not add up to a total: they are a "
            f"{known.indicator.aggregation.value}.",
            kind.value,
        )
    if reader.wrong:
        return None
    return Target(
        id=DRAFT,
        kind=kind,
        comparator=comparator,
        value=value,
        upper=upper,
        period=by,
        window=window,
        baseline=baseline,
        milestones=milestones,
        functional_zero=zero or 0.0,
    )


def _used(kind: Kind) -> set[str]:
    used = {"indicator", "area", "kind", "value", "comparator"}
    if kind is Kind.ELIMINATION:
        used = (used | {"functional_zero"}) - {"value", "comparator"}
    if kind is Kind.BAND:
        used |= {"upper"}
    if kind.is_change:
        used |= {"baseline"}
    if kind.is_cumulative or kind is Kind.MAINTAIN:
        used |= {"window"}
    if not kind.is_cumulative:
        used |= {"by"}
    if kind.is_level or kind.is_cumulative:
        used |= {"milestones"}
    return used


def _comparator(
    reader: Reader, kind: Kind, known: KnownSeries | None, value: float | None
) -> Comparator | None:
    if kind is Kind.ELIMINATION or "comparator" in reader.faulty:
        return None
    given = reader.fields.get("comparator")
    if kind is Kind.BAND:
        if given not in (None, Comparator.BETWEEN.value):
            reader.say("contradiction", "comparator", "A band is “between”: leave “comparator” out.", given)
        return Comparator.BETWEEN
    sides = [item.value for item in Comparator if item is not Comparator.BETWEEN]
    if given is not None:
        if given not in sides:
            reader.say(
                "value_not_allowed", "comparator", f"“comparator”: “{given}” is not allowed.", given, sides
            )
            return None
        found = Comparator(given)
        if kind is Kind.CUMULATIVE_CAP and found.direction is not Direction.DECREASE:
            reader.say("contradiction", "comparator", "A cap is “<=” or “<”.", given, ["<=", "<"])
        return found
    if kind is Kind.CUMULATIVE_CAP:
        return Comparator.AT_MOST
    if kind is Kind.CUMULATIVE_SUM:
        return Comparator.AT_LEAST
    if kind.is_change and value is not None and value != 0:
        return Comparator.AT_LEAST if value > 0 else Comparator.AT_MOST
    way = None if known is None else known.indicator.direction
    if way is Direction.NEUTRAL:
        reader.say(
            "missing",
            "comparator",
            "“comparator” is missing: nothing says which way is better.",
            allowed=sides,
        )
        return None
    return Comparator.AT_MOST if way is Direction.DECREASE else Comparator.AT_LEAST


def _baseline(reader: Reader, known: KnownSeries | None, by: Period | None) -> Baseline:
    given = reader.fields.get("baseline")
    if "baseline" in reader.faulty:
        return Baseline()
    if not isinstance(given, Mapping) or not {"period", "value"} & set(given):
        reader.say(
            "missing",
            "baseline",
            "A change is measured from a “baseline”: give its period, its value or both.",
        )
        return Baseline()
    part = Reader(given)
    period = part.period("period", known, needed=False)
    value = part.number("value", needed=False)
    reader.wrong.extend(
        Wrong(item.code, f"baseline.{item.field}", item.message, item.value, item.allowed)
        for item in part.wrong
    )
    if period is not None and by is not None and period.end >= by.end:
        reader.say(
            "baseline_after_target",
            "baseline.period",
            f"The baseline ({period.label}) must lie before the target ({by.label}).",
            str(period),
        )
    return Baseline(period, value)


def _window(reader: Reader, kind: Kind) -> Window | None:
    given = reader.fields.get("window")
    if "window" in reader.faulty:
        return None
    if not isinstance(given, Mapping):
        if kind.is_cumulative:
            reader.say(
                "missing", "window", "A total needs a “window” with its first day (start) and its last (end)."
            )
        return None
    start, end = given.get("start"), given.get("end")
    if not isinstance(start, date):
        reader.say("missing", "window.start", "The window needs a first day, such as 2024-07-05.")
        return None
    if end is None and kind.is_cumulative:
        reader.say("missing", "window.end", "A total needs a last day, such as 2029-07-04.")
        return None
    for name, day in (("start", start), ("end", end)):
        if isinstance(day, date) and not _SPAN[0] <= day <= _SPAN[1]:
            reader.say("out_of_range", f"window.{name}", f"{day} lies outside 1800 to 2200.", str(day))
            return None
    if isinstance(end, date) and end <= start:
        reader.say(
            "window_invalid", "window.end", f"The window ends ({end}) before it begins ({start}).", str(end)
        )
        return None
    return Window(start, end if isinstance(end, date) else None)


def _standing(window: Window | None, by: Period, known: KnownSeries) -> Window:
    """A standard that is only proposed binds from the next figure on, unless its window begins earlier."""
    start = known.series.latest.end + timedelta(days=1) if window is None else window.start
    end = by.end if window is None or window.end is None else window.end
    return Window(min(start, end), end)


def _milestones(reader: Reader, known: KnownSeries | None, by: Period | None) -> tuple[Milestone, ...]:
    given = reader.fields.get("milestones", ())
    if "milestones" in reader.faulty:
        return ()
    found: list[Milestone] = []
    for index, item in enumerate(given):
        part = Reader(item)
        period, value = part.period("period", known, needed=True), part.number("value", needed=True)
        place = f"milestones.{index}"
        reader.wrong.extend(
            Wrong(w.code, f"{place}.{w.field}", w.message, w.value, w.allowed) for w in part.wrong
        )
        if period is None or value is None:
            continue
        if by is not None and period.end >= by.end:
            reader.say(
                "contradiction",
                f"{place}.period",
                f"{period.label} does not lie before {by.label}.",
                str(period),
            )
        if any(one.period.end == period.end for one in found):
            reader.say("given_twice", f"{place}.period", f"{period.label} has two milestones.", str(period))
        found.append(Milestone(period, value))
    return tuple(found)
