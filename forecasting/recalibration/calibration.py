"""What a series is forecast with: models and weights, scale, the past that is used, what drives it, spread, seed.

The champion of a series is its calibration in use; without one it is the engine as it ships, which is the
calibration with no choice made. Its version is empty, so that nothing that was ever judged with the engine as it
ships has another key than before there were calibrations.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from hashlib import sha256

from forecasting.breaks import Break, BreakKind, Breaks, Comparable
from forecasting.judging.treatments import Scale
from forecasting.periods import Period

_DIGITS = 12


class Constants(StrEnum):
    """Which constants the spread is read from."""

    IN_FORCE = "in_force"
    """Those of the installation, if it fitted and adopted its own; else the shipped ones."""
    SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class Spread:
    """How wide the forecast is: whose constants, and a factor about the median (1.2 is a fifth wider)."""

    constants: Constants = Constants.IN_FORCE
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class DrivenBy:
    """An indicator of the same area that acts on the series, ``lag`` periods later."""

    indicator: str
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Calibration:
    """The choices an analyst may make about how a series is forecast; each left out is as the engine ships.

    ``models`` are families of the registry by name (empty: the engine itself), averaged with ``weights`` (empty:
    equally). ``since`` leaves out what came before a period, ``excluded`` sets periods aside as exceptional,
    ``breaks`` are periods from which figures are not comparable with those before. ``seed`` fixes the seed of the
    draws (None: it follows from the key of each judgement).
    """

    models: tuple[str, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()
    scale: Scale = Scale.BOTH
    since: Period | None = None
    excluded: tuple[Period, ...] = ()
    breaks: tuple[Period, ...] = ()
    regressors: tuple[DrivenBy, ...] = ()
    spread: Spread = field(default_factory=Spread)
    seed: int | None = None

    @property
    def version(self) -> str:
        """A name that changes with any choice; empty where none was made."""
        made = [f"{name}={value!r}" for name, value in self.choices.items()]
        return sha256("\x1f".join(made).encode()).hexdigest()[:_DIGITS] if made else ""

    @property
    def choices(self) -> dict[str, object]:
        """The choices that differ from the engine as it ships, by name; choices that came later change no version."""
        return {
            one.name: value
            for one in fields(self)
            if (value := getattr(self, one.name)) != getattr(SHIPPED, one.name)
        }

    def breaks_of(self, own: Breaks) -> Breaks:
        """The breaks a series is fitted with: its own, and those of this calibration."""
        cuts = [
            Break(p, BreakKind.OTHER, Comparable.NO, "a break stated in its calibration.")
            for p in self.breaks
        ]
        if self.since is not None:
            text = "its calibration learns from later ones alone."
            cuts.append(Break(self.since, BreakKind.OTHER, Comparable.NO, text))
        if not cuts and not self.excluded:
            return own
        aside = own.exceptional
        if aside is not None:
            aside = tuple(dict.fromkeys((*aside, *self.excluded)))
        else:
            text = "set aside in its calibration."
            cuts += [Break(p, BreakKind.WITHDRAWAL, Comparable.YES, text) for p in self.excluded]
        return Breaks((*own.breaks, *cuts), aside)


SHIPPED = Calibration()
"""The engine as it is, with no choice made."""
_MARK = "+cal."
_NONE = "-"


def engine_named(engine: str, calibrations: tuple[Calibration, ...]) -> str:
    """The version of the engine with the calibrations of the series it forecasts, in their order.

    It is part of the key of every judgement, and is the plain version where no choice was made.
    """
    versions = [one.version or _NONE for one in calibrations]
    while versions and versions[-1] == _NONE:
        versions.pop()
    return f"{engine}{_MARK}{'.'.join(versions)}" if versions else engine


def engine_parts(name: str) -> tuple[str, tuple[str, ...]]:
    """The version of the engine in a name, and the versions of the calibrations in their order (empty: none)."""
    engine, mark, rest = name.partition(_MARK)
    return engine, tuple("" if one == _NONE else one for one in rest.split(".")) if mark else ()
