"""Through whose eyes a request is answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from service.security.principal import ANONYMOUS, Principal

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from service.store.sight import Sight


def principal_of(asked: HTTPConnection) -> Principal:
    """Who asks: nobody in particular where nothing else is known."""
    state = asked.scope.get("state")
    found: Principal = ANONYMOUS if state is None else state.get("principal", ANONYMOUS)
    return found


def mark_of(asked: HTTPConnection) -> str:
    """What tells the answers to who asks from those to others; empty for the public."""
    found = principal_of(asked)
    # Asked before every answer, and most come without a key.
    return "" if found is ANONYMOUS else found.sight(datetime.now(UTC)).mark


def sight_of(asked: HTTPConnection) -> Sight:
    """What who asks may see at this moment."""
    return principal_of(asked).sight(datetime.now(UTC))
