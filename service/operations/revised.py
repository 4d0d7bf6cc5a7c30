"""How a stored series has been revised, on the basis in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from datasets.revisions import Published, RevisionHistory, revision_history
from service.store.records import Edition


def revisions_of(editions: Iterable[Edition], *, as_of: date | None = None) -> RevisionHistory:
    """The revisions that the editions of a series show, or those of them that were published by a day."""
    return revision_history(
        Published(one.period, one.value, one.release.key, one.release.published)
        for one in editions
        if one.value is not None
        and not one.basis
        and (as_of is None or (one.release.published is not None and one.release.published <= as_of))
    )
