"""Whom an entry is for."""

from __future__ import annotations

from enum import StrEnum


class Visibility(StrEnum):
    """Whom an entry is for: everybody, or those who may see what is kept private."""

    PUBLIC = "public"
    PRIVATE = "private"
