"""The rows of the board for each sight, made beside the answers: of a large store nobody waits for them.

Where few targets are held a change is seen by the next page. Where very many are, making the rows takes seconds: until
those of the newest data are there the ones before go on being shown, whole, as long as all they tell of may be seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from threading import Lock
from typing import TYPE_CHECKING

import structlog

from service.board.english import labels
from service.board.gathering import MOST_ROWS, Gatherer, Register
from service.security.principal import ANONYMOUS
from service.store.reads.board import count_targets
from service.store.reads.catalogue import missions
from service.store.versions import SIGHT, data_version

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.store import Store
    from service.store.sight import Sight

PATIENCE = 10.0
"""Seconds that a reader waits for rows that are being made, before being told to come again."""

State = tuple[str, date]
"""The version of the data as a sight sees it, and the day: what is overdue depends on it."""

log = structlog.get_logger(__name__)


class PageDelayed(Exception):
    """It cannot be made at this moment; ``sentence`` says so to the reader."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class _Held:
    state: State
    register: Register


class Registers:
    """For each sight its own register: what one sees never gets into what another is shown."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._gatherers: dict[str, Gatherer] = {}
        self._held: dict[str, _Held] = {}
        self._due: dict[str, Sight] = {}
        self._making = Lock()

    def of(self, session: Session, today: date) -> Register:
        """The board in the state of the data that a session sees, or the whole one before it, ``behind``.

        Raises PageDelayed where neither is to be had soon.
        """
        state, sight = (data_version(session), today), _sight(session)
        held = self._held.get(sight.mark)
        if held is not None and held.state == state:
            return held.register
        if held is not None and held.register.total > MOST_ROWS and _may_be_seen(session, held.register):
            self._due[sight.mark] = sight
            return replace(held.register, behind=True)
        if not self._making.acquire(timeout=PATIENCE):
            raise PageDelayed(labels.BOARD_DELAYED)
        try:
            return self._made(session, state, sight.mark)
        finally:
            self._making.release()

    def is_due(self, version: str, today: date) -> bool:
        """Whether the rows for the public are not those of a version of the data, or a sight asked for new ones."""
        held = self._held.get("")
        return bool(self._due) or held is None or held.state != (version, today)

    def prepare(self, today: date) -> None:
        """Make the rows for the public, and for each sight that asked, before the next reader does."""
        due, self._due = self._due, {}
        now = datetime.now(UTC)
        for sight in {"": ANONYMOUS.sight(now), **due}.values():
            try:
                with self._store.read(replace(sight, now=now)) as session, self._making:
                    self._made(session, (data_version(session), today), sight.mark)
            except Exception as error:
                # Whoever asks for a page is told; here nobody waits for an answer.
                log.exception("board_not_prepared", exc_info=error)

    def _made(self, session: Session, state: State, mark: str) -> Register:
        held = self._held.get(mark)
        if held is not None and held.state == state:
            return held.register
        gatherer = self._gatherers.setdefault(mark, Gatherer())
        made = gatherer.register(session, today=state[1])
        self._held[mark] = _Held(state, made)
        return made


def _sight(session: Session) -> Sight:
    return session.info.get(SIGHT) or ANONYMOUS.sight(datetime.now(UTC))


def _may_be_seen(session: Session, register: Register) -> bool:
    """Whether a session still sees every mission and target that a register tells of."""
    seen = {record.id for record in missions(session)}
    if any(mission.id not in seen for mission in register.missions):
        return False
    return count_targets(session, ids=[row.id for row in register.rows]) == len(register.rows)
