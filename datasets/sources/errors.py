"""What can go wrong between a publisher and the observations of a release.

::

    DatasetError
    └── SourceError
        ├── SourceUnknown          no source has this name
        ├── NotThisFile            a sound file, but not one this source reads
        ├── LayoutChanged          the file no longer holds what it used to, where nothing else could be meant
        ├── FileRefused            the file is damaged, dangerous or larger than the limit
        ├── ReleaseRejected        the file can be read, but what it says cannot be right
        │   └── NothingForIndicator    it holds no figure of one indicator
        ├── CorrectionObsolete     the publisher has mended what a correction was written for
        └── DownloadFailed
            ├── AddressRefused     a host or address that is not allowed
            ├── PublisherBusy      the publisher asks to come back later
            ├── NothingPublished   the page names no file of the kind looked for
            └── WrongContent       something other than the file was sent
"""

from __future__ import annotations

from collections.abc import Iterable

from datasets.errors import DatasetError


class SourceError(DatasetError):
    """A release that could not be taken in; the store is as it was."""

    code = "source_error"


class SourceUnknown(SourceError):
    """No source has this name."""

    code = "source_unknown"


class NotThisFile(SourceError):
    """A sound file, but not one this source reads."""

    code = "not_this_file"


class LayoutChanged(SourceError):
    """A file that no longer holds what it used to hold: what was expected, and what was found.

    ``found`` lists what stands where the expected thing was looked for, nearest first.
    """

    code = "layout_changed"

    def __init__(self, *, file: str, expected: str, found: Iterable[str], where: str = "") -> None:
        self.file, self.expected, self.where = file, expected, where
        self.found = tuple(found)
        place = f" in {where}" if where else ""
        shown = "; ".join(f"“{text}”" for text in self.found[:8]) or "nothing of the kind"
        more = f" and {len(self.found) - 8} more" if len(self.found) > 8 else ""
        super().__init__(
            f"{file}: expected {expected}{place}; found {shown}{more}.",
            field=where or "layout",
            value=self.found[:8],
            remedy="Compare the file with the feed of the indicator in the catalogue; add the new wording if only words changed.",
        )


class FileRefused(SourceError):
    """A file that is damaged, dangerous, or larger than the limit."""

    code = "file_refused"


class ReleaseRejected(SourceError):
    """A file that can be read, but whose figures cannot be right."""

    code = "release_rejected"


class NothingForIndicator(ReleaseRejected):
    """A file that holds no figure of one indicator."""

    code = "nothing_for_indicator"


class CorrectionObsolete(SourceError):
    """A correction that no longer fits: the publisher has changed the figure it was written for."""

    code = "correction_obsolete"


class DownloadFailed(SourceError):
    """A file that could not be fetched."""

    code = "download_failed"


class AddressRefused(DownloadFailed):
    """A host or an address that may not be fetched from."""

    code = "address_refused"


class PublisherBusy(DownloadFailed):
    """The publisher asks to come back later; ``retry_after`` is in seconds where it says when."""

    code = "publisher_busy"

    def __init__(self, message: str, *, url: str, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(
            message, field="url", value=url, remedy="Try again later; what was fetched before is kept."
        )


class NothingPublished(DownloadFailed):
    """A page that names no file of the kind looked for: links changed, or nothing is out yet."""

    code = "nothing_published"


class WrongContent(DownloadFailed):
    """Something other than the file was sent: a web page, an error, half of it."""

    code = "wrong_content"
