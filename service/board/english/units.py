"""Units as people say them: 92%, 24 points, £10,127, 1,725 Mt, 470,000 homes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from service.board.english import numbers


@dataclass(frozen=True, slots=True)
class Unit:
    """How values and differences of a unit are written.

    ``before`` and ``after`` stand next to the figure, ``noun`` behind it with a space; ``gap`` is the
    noun of a difference (points for percentages) and ``one`` its singular. ``axis`` heads a chart.
    """

    before: str = ""
    after: str = ""
    noun: str = ""
    gap: str = ""
    one: str = ""
    axis: str = ""
    short: str = ""

    def value(self, figure: str) -> str:
        """A value: ``64.9%``, ``£10,127``, ``1,123 Mt``, ``50,430 offences``."""
        text = self._signed(figure) + self.after
        return f"{text} {self.noun}" if self.noun else text

    def bare(self, figure: str) -> str:
        """A value on a chart, where the axis names the unit: ``64.9%``, ``310k``, ``1,123 Mt``."""
        return self._signed(figure) + self.after + (f" {self.short}" if self.short else "")

    def difference(self, figure: str) -> str:
        """A difference: ``24 points``, ``£190``, ``470,000 homes``."""
        if self.before:
            return self._signed(figure) + self.after
        noun = self.one if figure == "1" else self.gap
        return f"{figure} {noun}" if noun else figure

    def _signed(self, figure: str) -> str:
        if self.before and figure.startswith(numbers.MINUS):
            return numbers.MINUS + self.before + figure[1:]
        return self.before + figure


def _share(axis: str = "%") -> Unit:
    return Unit(after="%", gap="points", one="point", axis=axis)


def _count(plural: str, singular: str, axis: str = "") -> Unit:
    return Unit(noun=plural, gap=plural, one=singular, axis=axis or plural)


_MEGATONNES = Unit(noun="Mt", gap="Mt", one="Mt", axis="million tonnes of CO₂ equivalent", short="Mt")
_EXACT = {
    "percent": _share(),
    "percent below 1990": _share("% below 1990"),
    "percent below 2005": _share("% below 2005"),
    "percentage points": Unit(noun="points", gap="points", one="point", axis="percentage points"),
    "points": Unit(noun="points", gap="points", one="point", axis="points"),
    "MtCO2e": _MEGATONNES,
    "MtCO2": Unit(noun="Mt", gap="Mt", one="Mt", axis="million tonnes of CO₂", short="Mt"),
    "tCO2e per head": Unit(noun="tonnes per head", gap="tonnes per head", one="tonne per head"),
    "gCO2e/kWh": Unit(
        noun="g per kWh", gap="g per kWh", one="g per kWh", axis="grams of CO₂ equivalent per kWh"
    ),
    "gCO2/kWh": Unit(noun="g per kWh", gap="g per kWh", one="g per kWh", axis="grams of CO₂ per kWh"),
    "GWh": Unit(noun="GWh", gap="GWh", one="GWh", axis="gigawatt hours"),
    "dwellings": _count("homes", "home"),
    "homes": _count("homes", "home"),
    "people": _count("people", "person"),
    "officers": _count("officers", "officer"),
    "patients": _count("patients", "patient"),
    "cases": _count("cases", "case"),
    "offences": _count("offences", "offence"),
    "decisions": _count("decisions", "decision"),
    "pathways": _count("waits", "wait", "waits (pathways)"),
    "waits": _count("waits", "wait"),
    "days": _count("days", "day"),
    "weeks": _count("weeks", "week"),
    "years": _count("years", "year"),
    "FTE": _count("full-time equivalents", "full-time equivalent"),
    "million children": Unit(
        noun="million children", gap="million children", one="million children", short="m"
    ),
    "thousand people": Unit(noun="thousand people", gap="thousand people", one="thousand people", short="k"),
    "square kilometres": Unit(noun="km²", gap="km²", one="km²", axis="square kilometres", short="km²"),
    "rank": Unit(gap="places", one="place", axis="rank"),
    "various": Unit(),
    "": Unit(),
}


@lru_cache(maxsize=512)
def unit_of(text: str) -> Unit:
    """The way to write a unit of the catalogue; an unknown one follows the figure in its own words."""
    known = _EXACT.get(text)
    if known is not None:
        return known
    if text.startswith("percent of "):
        return _share(f"% of {text.removeprefix('percent of ')}")
    if text.startswith("percent"):
        return _share(text.replace("percent", "%", 1))
    if text.startswith("GBP"):
        return Unit(before="£", axis=text.replace("GBP", "£", 1))
    if text.startswith("per "):
        return Unit(noun=_rate(text), gap=_rate(text), one=_rate(text), axis=text)
    return Unit(noun=text, gap=text, one=text, axis=text)


def _rate(text: str) -> str:
    # A rate is told by its denominator: "per 1,000 women aged 15-17" stays, a technical tail goes.
    return text.split(",  ")[0].split(", age")[0]
