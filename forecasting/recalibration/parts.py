"""The two parts of the past origins of a series."""

from __future__ import annotations

from enum import StrEnum


class Part(StrEnum):
    """Which of the origins: the earlier, on which a challenger may be chosen, or the later, which confirm."""

    CHOOSING = "choosing"
    CONFIRMING = "confirming"
