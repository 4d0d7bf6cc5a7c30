"""What every source offers: find the newest release of a publisher, and read one of its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from datasets.dates import KnownDate
from datasets.sources.figures import Publication


@dataclass(frozen=True, slots=True)
class Edition:
    """A file a publisher offers: where it is, what it is called, when it came out as far as that is known."""

    url: str
    title: str
    published: KnownDate | None = None


class Web(Protocol):
    """The part of the fetching client that finding a release needs."""

    def page(self, url: str) -> str:
        """The text of a page; raises DownloadFailed."""
        ...

    def json(self, url: str) -> object:
        """A JSON document; raises DownloadFailed."""
        ...


class Source(Protocol):
    """One publisher's family of files.

    ``address`` is the page, data set or query of the feed that asks; a source whose files stand in one place
    has its own and passes over it.
    """

    @property
    def id(self) -> str:
        """Its name: publisher and family."""
        ...

    @property
    def publisher(self) -> str:
        """Who publishes it, as the catalogue spells it."""
        ...

    @property
    def title(self) -> str:
        """What the release is called."""
        ...

    @property
    def licence(self) -> str:
        """The terms the figures stand under."""
        ...

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts it may be fetched from."""
        ...

    @property
    def whole(self) -> bool:
        """Whether every file holds the figures of every feed of the source, so that one missing is a changed layout."""
        ...

    def find(self, web: Web, address: str = "") -> Sequence[Edition]:
        """The files on offer, newest first. Raises DownloadFailed or NothingPublished."""
        ...

    def read(self, name: str, data: bytes) -> Publication:
        """Read a file. Raises NotThisFile, LayoutChanged or FileRefused."""
        ...
