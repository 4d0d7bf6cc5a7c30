"""When "the end of the Parliament" is, where a target names no other date.

The Parliament of the United Kingdom that first met on 9 July 2024 is dissolved at the latest on its fifth anniversary
(Dissolution and Calling of Parliament Act 2022, section 4), and the poll follows within 25 working days: by
15 August 2029. The catalogue reads its own targets in the same way.
"""

from __future__ import annotations

from forecasting.frequency import Frequency
from forecasting.periods import Period

END = Period.parse("2029-08", Frequency.MONTH)
"""The latest month in which the present Parliament can end."""
READING = "“The end of the Parliament” is read as August 2029, the latest month in which it can end."
_WORDS = frozenset({"end of parliament", "end of the parliament", "by the end of the parliament"})


def ends_parliament(text: str) -> bool:
    """Whether a date is given as the end of the Parliament."""
    return " ".join(text.lower().split()) in _WORDS
