"""What the store hands out about calibrations."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from service.store.records import Documented


class State(StrEnum):
    """What has become of a calibration. Stable; part of the public contract."""

    CHALLENGER = "challenger"
    CHAMPION = "champion"
    REJECTED = "rejected"
    RETIRED = "retired"


class Action(StrEnum):
    """What happened to the calibration of a series."""

    PROMOTED = "promoted"
    REJECTED = "rejected"
    ROLLED_BACK = "rolled_back"


class ItemOutcome(StrEnum):
    """What came of one series in a run."""

    CHALLENGER = "challenger"
    NOTHING_BETTER = "nothing_better"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class CalibrationRecord(Documented):
    """A calibration as the store holds it, without its backtest.

    ``change`` is the relative difference of the mean CRPS on the origins that chose nothing (negative: better).
    """

    id: int
    run: str
    key: str
    version: str
    indicator_id: str
    area: str
    state: State
    reason: str
    created_by: str
    created_at: datetime
    engine: str
    code_version: str
    as_of: date
    against: int
    predecessor: int | None
    tried: int
    change: float | None
    p: float | None
    p_adjusted: float | None
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    document: str


@dataclass(frozen=True, slots=True)
class ChampionRecord:
    """The place of the champion of a series: which calibration stands there (None: the engine as it ships)."""

    indicator_id: str
    area: str
    calibration_id: int | None
    version: int
    changed_at: datetime
    document: str | None
    """The document of the calibration."""

    @property
    def data(self) -> dict[str, Any] | None:
        """The document as dictionaries and lists."""
        return None if self.document is None else json.loads(self.document)


@dataclass(frozen=True, slots=True)
class CalibrationEvent:
    """One thing that happened to the calibration of a series: who, when and why."""

    indicator_id: str
    area: str
    at: datetime
    who: str
    action: Action
    calibration_id: int | None
    before: int | None
    version: int
    why: str
    rule: str


@dataclass(frozen=True, slots=True)
class RunRecord(Documented):
    """A run that makes challengers."""

    id: str
    who: str
    created_at: datetime
    finished_at: datetime | None
    document: str


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """What came of one series in a run."""

    run: str
    indicator_id: str
    area: str
    outcome: ItemOutcome
    calibration_id: int | None
    code: str
    message: str
