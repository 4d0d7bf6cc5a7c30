"""Why there is no briefing.

::

    HeadwayError
    └── BriefingError
        ├── NothingToBrief     no mission or target has this id
        ├── FormatUnknown      the ending of the file names no format
        └── PressFailed        the page could not be set as PDF
            ├── PressSlow      it took too long
            └── PressBusy      too many are being set
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from forecasting.errors import HeadwayError


class BriefingError(HeadwayError):
    """A briefing cannot be made."""

    code = "briefing_error"


class NothingToBrief(BriefingError):
    """No mission and no target has this id."""

    code = "nothing_to_brief"

    def __init__(self, given: str, *, known: Iterable[str]) -> None:
        near = get_close_matches(given, sorted(known), n=3, cutoff=0.5)
        super().__init__(
            f"There is no mission or target “{given}”.",
            field="mission_or_target",
            value=given,
            remedy=f"Did you mean {' or '.join(near)}?"
            if near
            else "“headway catalogue list” shows them all.",
        )


class FormatUnknown(BriefingError):
    """The ending of the file names no format of a briefing."""

    code = "format_unknown"

    def __init__(self, given: str) -> None:
        super().__init__(
            f"A briefing is not written as “{given}”.",
            field="out",
            value=given,
            remedy="End the file in .html, .pdf or .md.",
        )


class PressFailed(BriefingError):
    """The page could not be set as PDF."""

    code = "press_failed"


class PressSlow(PressFailed):
    """The page took too long to set."""

    code = "press_slow"


class PressBusy(PressFailed):
    """Too many pages are being set."""

    code = "press_busy"
