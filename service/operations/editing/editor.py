"""On whose behalf an edit is made, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from service.store.audit_records import Subject
from service.store.errors import ReasonMissing
from service.store.writes.audit import record_action

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.security.principal import Principal


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who edits: ``name`` is for readers, ``who`` for the audit. ``private`` sees what is not for the public.

    ``why`` is the reason of the edit; it is kept with it. Raises ReasonMissing where it says nothing.
    """

    name: str
    who: str
    at: datetime
    why: str
    private: bool = False

    def __post_init__(self) -> None:
        if not self.why.strip():
            raise ReasonMissing(
                "An edit needs a reason.",
                field="why",
                value=self.why,
                remedy="Say in a sentence why it is made.",
            )

    @classmethod
    def of(cls, principal: Principal, *, at: datetime, why: str) -> Editor:
        """The holder of a key."""
        return cls(principal.name, principal.who, at, why, principal.private)

    def record(
        self, session: Session, action: str, subject: Subject, *, before: object, after: object
    ) -> None:
        """Add the line to the audit."""
        record_action(
            session,
            at=self.at,
            who=self.who,
            action=action,
            subject=subject,
            before=before,
            after=after,
            why=self.why,
        )


@dataclass(frozen=True, slots=True)
class Saved:
    """What an edit came to.

    ``before`` and ``after`` are the entry in force as a document (None: there was or is none), ``version`` that of
    ``after``; ``created`` says that there was none. ``due`` are the targets to be judged anew, ``moved`` indicators whose
    series are to be forecast anew, whether or not a target rests on them.
    """

    id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    version: str | None
    due: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()

    @property
    def follows(self) -> bool:
        """Whether something is to be judged or forecast anew."""
        return bool(self.due or self.moved)

    @property
    def created(self) -> bool:
        """Whether there was nothing of this id before."""
        return self.before is None
