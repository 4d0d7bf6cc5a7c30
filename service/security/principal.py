"""Who asks: nobody in particular, or the holder of a key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.store.sight import Sight


class Scope(StrEnum):
    """What a key is for. Each includes those before it."""

    READ = "read"
    ANALYST = "analyst"
    EDITOR = "editor"
    ADMIN = "admin"

    @property
    def includes(self) -> frozenset[Scope]:
        """This scope and every lesser one."""
        order = list(Scope)
        return frozenset(order[: order.index(self) + 1])


@dataclass(frozen=True, slots=True)
class Principal:
    """The holder of a key; ``key_id`` is None for anybody without one.

    ``early`` sees releases before their instant, ``private`` sees what is not for the public.
    """

    key_id: str | None
    name: str
    scope: Scope
    early: bool = False
    private: bool = False

    @property
    def who(self) -> str:
        """As the audit names it."""
        return self.name if self.key_id is None else f"key {self.key_id}: {self.name}"

    def may(self, scope: Scope) -> bool:
        """Whether it holds a scope."""
        return scope in self.scope.includes

    def sight(self, now: datetime) -> Sight:
        """What it sees at an instant."""
        return Sight(now, early=self.early, private=self.private)


ANONYMOUS = Principal(None, "anonymous", Scope.READ)
