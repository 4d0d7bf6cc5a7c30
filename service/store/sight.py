"""What a reader may see: before its instant an embargoed release is nobody's but the few who have it early."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Sight:
    """The eyes that a reading session has.

    ``now`` (aware, UTC) is the instant that embargoes are held against. ``early`` sees releases before it,
    ``private`` sees indicators and targets that are not for the public. An operation reads without a sight: it sees
    everything.
    """

    now: datetime
    early: bool = False
    private: bool = False

    @property
    def mark(self) -> str:
        """What tells the answers of this sight from those of another; empty for the public."""
        return "e" * self.early + "p" * self.private


EVERYTHING = Sight(datetime.max.replace(tzinfo=UTC), early=True, private=True)
"""The sight of whoever keeps the store."""
