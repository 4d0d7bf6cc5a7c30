"""Where a worker works: its settings, the store, and the processes that compute for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from service.jobs.blobs import joined
from service.jobs.errors import ProcessDied
from service.jobs.isolation import Done, Finding, isolated
from service.jobs.lanes import Lanes
from service.jobs.tasks import do_part, plan_run, publish_run, settle_run
from service.settings import Settings
from service.store import Store
from service.store.reads.runs import part, run
from service.store.run_records import Name
from service.store.writes.runs import save_part


@dataclass(frozen=True, eq=False)
class Workshop:
    """The store is read and written here; whatever computes does so in one of the ``lanes``."""

    settings: Settings
    store: Store
    lanes: Lanes

    def call(
        self, *, run: str, kind: str, request: Mapping[str, Any], by: str, recorded: str
    ) -> dict[str, Any]:
        """A job as the processes are told of it."""
        return {
            "run": run,
            "kind": kind,
            "request": dict(request),
            "by": by,
            "recorded": recorded,
            "settings": self.settings.model_dump(mode="json"),
        }

    def begun(self, run_id: str) -> datetime:
        """The moment that all results of a run count as recorded at: that of its plan, or now where it has none."""
        with self.store.read() as session:
            known = run(session, run_id)
        return datetime.now(UTC) if known is None else known.recorded_at

    def plan(self, call: Mapping[str, Any]) -> list[int]:
        """Settle the parts of a run; gives the numbers of those that are to be done."""
        return self.lanes.run(plan_run, call)

    def do(self, call: Mapping[str, Any], number: int) -> int:
        """Do one part and keep what came of it; gives how many names were at fault.

        A process that dies takes no other part with it, and the name it died of is found by dividing the part.
        """
        with self.store.read() as session:
            found = part(session, call["run"], number)
        if found is None or found.done:
            return 0

        def attempt(names: Sequence[Name]) -> Done:
            try:
                return self.lanes.run(do_part, call, found.task, names)
            except ProcessDied:
                # A machine short of memory ends what it likes: only what dies twice is at fault.
                return self.lanes.run(do_part, call, found.task, names)

        blobs, findings = isolated(found.names, attempt, faults=(ProcessDied,), told=_died)
        with self.store.session() as session:
            save_part(
                session, call["run"], number,
                payload=joined(blobs), findings=findings, done=datetime.now(UTC),
            )  # fmt: skip
        return len(findings)

    def publish(self, call: Mapping[str, Any]) -> dict[str, Any]:
        """Make everything visible at once."""
        return self.lanes.run(publish_run, call, datetime.now(UTC).isoformat())

    def settle(self, call: Mapping[str, Any]) -> None:
        """Bring what is made from judgements up to date."""
        self.lanes.run(settle_run, call)


def _died(name: Name, error: Exception) -> Finding:
    return {
        "name": list(name) if isinstance(name, tuple) else name,
        "code": ProcessDied.code,
        "message": str(error),
    }
