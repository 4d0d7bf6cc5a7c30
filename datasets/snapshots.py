"""Files as they were published, kept by their SHA-256 with where they came from and under what terms."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from datasets.sources.errors import FileRefused

_ABOUT = ".json"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a file came from: producer, address, licence, and when it was fetched and published."""

    source: str
    producer: str
    name: str
    url: str
    licence: str
    retrieved: str
    published: str = ""
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A kept file: its hash, its size and its provenance."""

    sha256: str
    size: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Snapshots:
    """A folder of kept files; the same bytes are kept once, and never changed."""

    folder: Path

    def keep(self, data: bytes, provenance: Provenance) -> Snapshot:
        """Keep a file. One that is there already keeps the provenance of its first arrival."""
        digest = hashlib.sha256(data).hexdigest()
        place = self._place(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            _write(place, data)
        about = place.with_name(place.name + _ABOUT)
        if not about.exists():
            text = json.dumps({"size": len(data), **asdict(provenance)}, ensure_ascii=False, indent=1)
            _write(about, text.encode())
        return self.snapshot(digest)

    def snapshot(self, sha256: str) -> Snapshot:
        """A kept file by its hash. Raises FileRefused where there is none."""
        about = self._place(sha256).with_name(sha256 + _ABOUT)
        if not about.is_file():
            raise FileRefused(
                f"No file {sha256[:12]}… is kept.", field="sha256", value=sha256, remedy="Fetch it again."
            )
        found = json.loads(about.read_text(encoding="utf-8"))
        return Snapshot(sha256, int(found.pop("size")), Provenance(**found))

    def read(self, sha256: str) -> bytes:
        """The bytes of a kept file; damaged ones raise FileRefused."""
        self.snapshot(sha256)
        data = self._place(sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FileRefused(
                f"The kept file {sha256[:12]}… has been damaged.",
                field="sha256",
                value=sha256,
                remedy="Delete it and fetch it again.",
            )
        return data

    def __iter__(self) -> Iterator[Snapshot]:
        for about in sorted(self.folder.glob(f"*/*{_ABOUT}")):
            yield self.snapshot(about.name.removesuffix(_ABOUT))

    def last_from(self, url: str) -> Snapshot | None:
        """The newest file kept from an address, for asking whether it still stands."""
        held = [item for item in self if item.provenance.url == url]
        return max(held, key=lambda item: datetime.fromisoformat(item.provenance.retrieved), default=None)

    def _place(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


def _write(place: Path, data: bytes) -> None:
    """Write a whole file or none: readers and a power cut never see half of one."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".part-")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
