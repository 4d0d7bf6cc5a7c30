"""What the store says of runs and workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Name = str | tuple[str, str]
"""A target or a source by its id, or a series by indicator and area."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run from its plan on: how much there is to do and how much is done; published with its summary, or not yet."""

    id: str
    kind: str
    code_version: str
    recorded_at: datetime
    last_load: int
    parts: int
    items: int
    complete: bool
    parts_done: int
    items_done: int
    published_at: datetime | None
    summary: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Effort:
    """What a run costs in some unit: all of it, what is left of it, and what was done since a moment."""

    total: float
    left: float
    recent: float


@dataclass(frozen=True, slots=True)
class PartRecord:
    """One part of a run."""

    number: int
    task: str
    items: int
    names: tuple[Name, ...]
    done: bool
    findings: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class WorkerRecord:
    """A worker; ``seen`` is how many seconds ago it last said that it is there."""

    id: str
    host: str
    pid: int
    code_version: str
    concurrency: int
    started_at: datetime
    seen: int
