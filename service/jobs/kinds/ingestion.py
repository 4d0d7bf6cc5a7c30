"""Asking publishers for what is due: every release is loaded whole by itself; what it concerns is judged afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from datasets.fetch import Fetcher
from datasets.sources.errors import DownloadFailed, PublisherBusy
from service.jobs.errors import FetchingOff
from service.jobs.kinds.kind import Asked, Plan
from service.jobs.words import PUBLISHER_WAITS
from service.operations.gathering import gather, sources_to_visit
from service.operations.ingest import Ingest, open_ingest, targets_concerned
from service.operations.ingest_report import Loaded, Wishes
from service.store.errors import StoreError
from service.store.run_records import Name
from service.store.writes.runs import NewPart

if TYPE_CHECKING:
    from sqlmodel import Session

    from datasets.sources.source import Source


class Ingestion:
    """Looks at the sources named, at those that are due, or at all.

    Publishers that are ``away``, who did not answer or asked to come back later, are asked again by a job that follows.
    """

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def plan(self) -> Plan:
        """One part a source: what one publisher makes of it holds up no other. Raises FetchingOff or SourceUnknown."""
        if not self._asked.settings.fetch:
            raise FetchingOff
        request = self._asked.request
        today = None if request.get("all") else self._asked.recorded.date()
        chosen = sources_to_visit(self._loading(), request.get("sources") or (), today=today)
        return Plan([NewPart("visit", [one.id]) for one in chosen])

    def do(self, _task: str, names: Sequence[Name]) -> bytes:
        """Fetch and load the newest releases of a source."""
        loading = self._loading()
        found = gather(
            loading,
            sources_to_visit(loading, [str(name) for name in names], today=None),
            fetcher=_fetcher,
            wishes=Wishes(),
            progress=lambda _what, _done, _total: None,
        )
        for one in found:
            if isinstance(one.error, StoreError):
                raise one.error
        concerned = targets_concerned(loading.catalogue, found)
        return json.dumps({"loads": [_load(one) for one in found], "targets": concerned}).encode()

    def publish(self, _session: Session, results: Iterable[bytes]) -> dict[str, Any]:
        """What was loaded is visible already; this says what it was and which targets it concerns."""
        loads, concerned = list[dict[str, Any]](), set[str]()
        for blob in results:
            document = json.loads(blob)
            loads += document["loads"]
            concerned |= set(document["targets"])
        away = sorted({one["source"] for one in loads if one["away"]})
        asked = self._asked.request.get("asked", 1)
        follows = {}
        if concerned:
            follows["followed_by"] = f"{self._asked.run}-judged"
        if away and asked <= len(PUBLISHER_WAITS):
            first = self._asked.run.removesuffix(f"-asked{asked}")
            follows["asked_again_by"] = f"{first}-asked{asked + 1}"
        return {
            "sources": len({one["source"] for one in loads}),
            "added": sum(one["added"] for one in loads),
            "corrected": sum(one["corrected"] for one in loads),
            "refused": [one for one in loads if one["error"]],
            "away": away,
            "asked": asked,
            "targets": sorted(concerned),
            **follows,
        }

    def _loading(self) -> Ingest:
        return open_ingest(self._asked.settings, self._asked.installation, now=lambda: datetime.now(UTC))


def _fetcher(source: Source) -> Fetcher:
    return Fetcher(source.hosts, clock=lambda: datetime.now(UTC))


def _load(one: Loaded) -> dict[str, Any]:
    return {
        "source": one.source,
        "file": one.file,
        "release": one.release,
        "added": one.added,
        "corrected": one.corrected,
        "error": None if one.error is None else str(one.error),
        # What is refused, or is another file than it was, will be so in an hour as well.
        "away": isinstance(one.error, PublisherBusy) or type(one.error) is DownloadFailed,
    }
