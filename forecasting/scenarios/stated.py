"""A scenario as somebody states it: a kind and a few fields, from a form, a file, options or a request."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from forecasting.errors import PeriodError
from forecasting.frequency import Frequency
from forecasting.periods import Period
from forecasting.scenarios.appraisal import Scenario
from forecasting.scenarios.changes import (
    Change,
    ComparatorPace,
    Delay,
    EarlierTrend,
    LevelShift,
    Pace,
    Policy,
    Resume,
    ScenarioKind,
    Shock,
)
from forecasting.scenarios.failures import ScenarioInvalid

Value = float | date | str
PaceOf = Callable[[str], float]
"""The pace a year of an area, by its code."""

_DAYS = frozenset({"from", "since", "until"})
_WORDS = frozenset({"resume", "area", "name"})
FIELDS: Mapping[ScenarioKind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ScenarioKind.LEVEL_SHIFT: (("effect",), ("from",)),
    ScenarioKind.PACE: (("effect",), ("from",)),
    ScenarioKind.POLICY: (("effect",), ("from", "ramp", "low", "high")),
    ScenarioKind.EARLIER_TREND: (("since", "until"), ("from", "resume", "ramp", "share")),
    ScenarioKind.SHOCK: (("effect", "half_life"), ("from",)),
    ScenarioKind.COMPARATOR_PACE: ((), ("from", "area", "pace")),
    ScenarioKind.DELAY: (("years",), ()),
}
"""The fields each kind must have, and those it may have; every kind may have a name."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A scenario whose fields are read and sound by themselves; what it needs of the series is still open."""

    name: str
    kind: ScenarioKind
    fields: Mapping[str, Value] = field(default_factory=dict)

    def scenario(self, *, start: date, pace_of: PaceOf) -> Scenario:
        """The scenario on a series: ``start`` is when it begins where nothing is said. Raises ScenarioInvalid."""
        return Scenario(self.name, self._change(start, pace_of))

    def _change(self, start: date, pace_of: PaceOf) -> Change:
        begin = self._day("from", start)
        match self.kind:
            case ScenarioKind.LEVEL_SHIFT:
                return LevelShift(self._number("effect"), begin)
            case ScenarioKind.PACE:
                return Pace(self._number("effect"), begin)
            case ScenarioKind.POLICY:
                low, high = self._maybe("low"), self._maybe("high")
                return Policy(self._number("effect"), begin, self._number("ramp", 0.0), low, high)
            case ScenarioKind.EARLIER_TREND:
                resume = Resume(str(self.fields.get("resume", Resume.PACE)))
                since, until = self._day("since", start), self._day("until", start)
                ramp, share = self._number("ramp", 0.0), self._number("share", 1.0)
                return EarlierTrend(since, until, begin, resume, ramp, share)
            case ScenarioKind.SHOCK:
                return Shock(self._number("effect"), begin, self._number("half_life"))
            case ScenarioKind.COMPARATOR_PACE:
                area = str(self.fields.get("area", ""))
                pace = pace_of(area) if area else self._number("pace")
                return ComparatorPace(pace, begin, area)
            case _:
                return Delay(self._number("years"))

    def _number(self, name: str, default: float = math.nan) -> float:
        value = self.fields.get(name, default)
        return float(value) if isinstance(value, (int, float)) else default

    def _maybe(self, name: str) -> float | None:
        return self._number(name) if name in self.fields else None

    def _day(self, name: str, default: date) -> date:
        value = self.fields.get(name, default)
        return value if isinstance(value, date) else default


def stated(given: Mapping[str, object]) -> Stated:
    """Read a scenario from its fields: ``scenario`` (or ``kind``) names its kind, the rest depends on that.

    Numbers may come as text; a moment may be a day, or a period such as 2027 or 2027-Q2, of which the beginning
    counts (the end for ``until``). Fields left empty are not there. Raises ScenarioInvalid.
    """
    present = {name: value for name, value in given.items() if value is not None and value != ""}
    kind = _kind(present.pop("scenario", present.pop("kind", None)))
    name = str(present.pop("name", "")) or kind.value.replace("_", " ")
    required, optional = FIELDS[kind]
    known = (*required, *optional)
    for field_ in present:
        if field_ not in known:
            raise ScenarioInvalid(
                f"“{kind.value}” has no “{field_}”.", field=field_, value=_told(present[field_]),
                remedy=f"It takes {', '.join(known)} and name.",
            )  # fmt: skip
    for field_ in required:
        if field_ not in present:
            raise ScenarioInvalid(
                f"“{kind.value}” needs “{field_}”.", field=field_, value=None,
                remedy=f"Give {' and '.join(required)}.",
            )  # fmt: skip
    if kind is ScenarioKind.COMPARATOR_PACE and ("area" in present) == ("pace" in present):
        raise ScenarioInvalid(
            "The pace to match is that of an area or a number.", field="area", value=present.get("area"),
            remedy="Give either area or pace.",
        )  # fmt: skip
    read = Stated(name, kind, {field_: _read(field_, value) for field_, value in present.items()})
    read.scenario(
        start=date(2000, 1, 1), pace_of=lambda _: 0.0
    )  # contradictions are told before anything is fetched
    return read


def _kind(given: object) -> ScenarioKind:
    if given is None:
        raise ScenarioInvalid(
            "A scenario needs a kind.",
            field="scenario",
            value=None,
            remedy=f"Choose {', '.join(ScenarioKind)}.",
        )
    try:
        return ScenarioKind(str(given).strip().replace("-", "_"))
    except ValueError as err:
        near = get_close_matches(str(given), list(ScenarioKind), n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]}?" if near else f"Choose {', '.join(ScenarioKind)}."
        raise ScenarioInvalid(
            f"There is no scenario “{_told(given)}”.", field="scenario", value=_told(given), remedy=hint
        ) from err


def _read(name: str, given: object) -> Value:
    if name in _DAYS:
        return _moment(name, given)
    if name in _WORDS:
        word = str(given).strip()
        if name == "resume" and word not in tuple(Resume):
            raise ScenarioInvalid(
                f"A trend cannot come back as “{_told(word)}”.", field=name, value=_told(word),
                remedy=f"Choose {' or '.join(Resume)}.",
            )  # fmt: skip
        return word
    try:
        number = float(str(given).strip().replace(",", "").replace("−", "-"))
    except ValueError:
        number = math.nan
    if isinstance(given, bool) or not math.isfinite(number):
        raise ScenarioInvalid(
            f"“{name}” is “{_told(given)}”, which is not a number.", field=name, value=_told(given),
            remedy="Give a plain number such as 5 or -2.5.",
        )  # fmt: skip
    return number


def _moment(name: str, given: object) -> date:
    if isinstance(given, date):
        return given
    text = str(given).strip()
    try:
        period = (
            Period.parse(text, Frequency.YEAR) if text.isdigit() and len(text) == 4 else Period.parse(text)
        )
    except PeriodError as err:
        raise ScenarioInvalid(
            f"“{name}” is “{_told(text)}”, which is no moment in time.", field=name, value=_told(text),
            remedy="Give a day (2027-04-01), month (2027-04), quarter (2027-Q2) or year (2027).",
        ) from err  # fmt: skip
    return period.end if name == "until" else period.start


def _told(given: object) -> str:
    text = str(given)
    return text if len(text) <= 60 else f"{text[:60]}…"
