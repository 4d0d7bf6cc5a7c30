"""What every kind of job answers. It runs in a process of its own; the worker only keeps what comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from service.operations.installation import Installation
from service.settings import Settings
from service.store.run_records import Name
from service.store.writes.runs import NewPart

if TYPE_CHECKING:
    from sqlmodel import Session

Request = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Asked:
    """A job as it was asked for, and where it is done. All its results count as recorded at ``recorded``."""

    run: str
    request: Request
    by: str
    recorded: datetime
    settings: Settings
    installation: Installation


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to do. ``complete`` says that afterwards nothing older is left to look at."""

    parts: Sequence[NewPart]
    complete: bool = False


class Kind(Protocol):
    """A kind of job. Every method may be called again after it was interrupted, with the same effect as once."""

    def plan(self) -> Plan:
        """The parts, settled before anything is computed. Raises what is wrong with the request."""

    def do(self, task: str, names: Sequence[Name], /) -> bytes:
        """Do a part, or some names of it. Raises where one of the names is at fault."""

    def publish(self, session: Session, results: Iterable[bytes], /) -> dict[str, Any]:
        """Keep everything in one transaction and say what it came to."""
