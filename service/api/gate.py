"""How many large answers are sent at once, and how long a client may dawdle."""

from __future__ import annotations

from dataclasses import dataclass, field

from anyio import CapacityLimiter


@dataclass(frozen=True, eq=False)
class Gate:
    """The gate that large answers pass through.

    ``at_once`` are under way together; another waits ``wait_seconds`` for its turn. A client that has not taken a
    piece of 64 KB after ``stall_seconds`` is let go: it would hold a snapshot of the store open.
    """

    at_once: int = 3
    wait_seconds: float = 10.0
    stall_seconds: float = 30.0
    turns: CapacityLimiter = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "turns", CapacityLimiter(self.at_once))
