"""Which calibration each series is forecast with: the champion of the series, of its indicator, or the engine as it ships.

It reads and fits nothing, so that the web may ask too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from forecasting.recalibration.calibration import SHIPPED, Calibration, engine_parts
from service.documents import from_document
from service.store.reads.calibrations import calibrations_named, champions

if TYPE_CHECKING:
    from sqlmodel import Session

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Champions:
    """The calibrations in force, and those with a version that was asked for."""

    held: Mapping[Place, Calibration] = field(default_factory=dict)
    named: Mapping[str, Calibration] = field(default_factory=dict)

    def of(self, indicator: str, area: str) -> Calibration:
        """What a series is forecast with: its own champion goes before that of its indicator."""
        found = self.held.get((indicator, area))
        return found if found is not None else self.held.get((indicator, ""), SHIPPED)

    def behind(self, engine: str, *, count: int) -> tuple[Calibration, ...] | None:
        """The calibrations of the series of a judgement that carries the name of an engine; None where one is gone."""
        _, versions = engine_parts(engine)
        padded = (*versions, *("",) * (count - len(versions)))
        found = [SHIPPED if not version else self.named.get(version) for version in padded]
        known = [one for one in found if one is not None]
        return tuple(known) if len(known) == len(found) and len(found) == count else None

    def instead(self, place: Place, calibration: Calibration) -> Champions:
        """As if another calibration stood in one place."""
        return replace(self, held={**self.held, place: calibration})

    @property
    def regressors(self) -> set[str]:
        """Every indicator that drives some series."""
        return {by.indicator for one in (*self.held.values(), *self.named.values()) for by in one.regressors}


def champions_of(
    session: Session, *, indicators: Collection[str] | None = None, engines: Iterable[str] = ()
) -> Champions:
    """The champions in force, and the calibrations that the names of some engines mention."""
    held = {
        place: calibration_in(data)
        for place, record in champions(session, indicators).items()
        if (data := record.data) is not None
    }
    wanted = {version for engine in engines for version in engine_parts(engine)[1] if version}
    named = {
        version: calibration_in(json.loads(text))
        for version, text in calibrations_named(session, wanted).items()
    }
    return Champions(held, named)


def calibration_in(data: Mapping[str, Any]) -> Calibration:
    """The calibration that the document of a challenger holds."""
    return from_document(Calibration, dict(data["calibration"]))
