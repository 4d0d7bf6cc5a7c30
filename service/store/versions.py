"""How often the contents of the store have changed, as far as a reader may notice: the basis of ETags."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from service.store.bulk import table_of
from service.store.sight import Sight
from service.store.tables import Identity, ReleaseRow

SIGHT = "headway_sight"
"""Where a session says what it sees."""

_CHANGED = "headway_changed"
_PUBLIC = "headway_public_from"
_RELEASE = table_of(ReleaseRow)


@dataclass(frozen=True, slots=True)
class Counted:
    """How often the contents have changed, how often for the public, and when embargoed releases come out.

    ``instants`` are those of every release, ``public`` those of releases for the public, each in order.
    """

    uuid: str
    version: int
    public_version: int
    instants: tuple[datetime, ...] = ()
    public: tuple[datetime, ...] = ()

    def seen_by(self, sight: Sight | None) -> str:
        """A short text that differs whenever a sight may see something else, and never returns to an earlier one.

        What a sight cannot see does not move it; that an embargo ends does.
        """
        store = self.uuid[:8]
        if sight is None:
            return f"{store}-{self.version}"
        version = f"{self.version}-{sight.mark}" if sight.mark else f"{self.public_version}"
        instants = self.instants if sight.private else self.public
        out = bisect_right(instants, sight.now)
        return f"{store}-{version}-{out}at{instants[out - 1]:%Y%m%dT%H%M%S}" if out else f"{store}-{version}"


def data_version(session: Session) -> str:
    """A short text that differs after every change of the contents that a session may see; see ``Counted.seen_by``.

    It differs between two stores as well.
    """
    return counted(session).seen_by(session.info.get(SIGHT))


def counted(session: Session, *, before: Counted | None = None) -> Counted:
    """The counts now. Where nothing has changed since ``before``, one row is read."""
    row = (
        session.connection()
        .execute(select(col(Identity.uuid), col(Identity.version), col(Identity.public_version)))
        .one()
    )
    found = Counted(row.uuid, row.version, row.public_version)
    if before is not None and (before.uuid, before.version) == (found.uuid, found.version):
        return before
    instants = session.connection().execute(
        select(_RELEASE.c.visible_from, _RELEASE.c.private)
        .where(_RELEASE.c.visible_from.is_not(None))
        .order_by(_RELEASE.c.visible_from)
    )
    known = [(one.visible_from, one.private) for one in instants]
    return replace(
        found,
        instants=tuple(instant for instant, _ in known),
        public=tuple(instant for instant, private in known if not private),
    )


def note_change(session: Session, *, until: datetime | None = None, private: bool = False) -> None:
    """Say that something was written in this session; the version is counted up once, at its end.

    ``until`` says that the public sees nothing of it before an instant, ``private`` that it never does. Without
    either the public may notice.
    """
    session.info[_CHANGED] = True
    if private:
        return
    instant = until or datetime.min.replace(tzinfo=UTC)
    session.info[_PUBLIC] = min(session.info.get(_PUBLIC, instant), instant)


def count_change(session: Session) -> None:
    """Count the version up if anything was written.

    Done last, because on PostgreSQL the next writer waits here until this one has committed: so
    versions appear in the order in which they were counted.
    """
    noticed = session.info.pop(_PUBLIC, None)
    if not session.info.pop(_CHANGED, False):
        return
    counts = {"version": col(Identity.version) + 1}
    # An embargo that ends while this was being written has ended.
    if noticed is not None and noticed <= datetime.now(UTC):
        counts["public_version"] = col(Identity.public_version) + 1
    session.connection().execute(update(Identity).values(**counts))


def take_turn(session: Session) -> None:
    """Wait until no other session that took its turn is under way (SQLite sessions always do)."""
    session.connection().execute(select(col(Identity.id)).with_for_update())
