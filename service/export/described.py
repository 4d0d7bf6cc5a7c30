"""What tables of one indicator, of a target or of everything are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from service.export.tables import About, terms_of


def of_indicator(data: Mapping[str, Any], *, quantities: Iterable[str], key: tuple[str, ...]) -> About:
    """A table of one indicator, whose document ``data`` is; ``quantities`` are the columns in its unit."""
    return About(
        title=data["title"],
        key=key,
        units=dict.fromkeys(quantities, data["unit"]),
        terms=terms_of([data["publisher"]], data["licence"]),
        release=data["release"],
    )


def of_target(
    assessment: Mapping[str, Any],
    indicator: Mapping[str, Any] | None,
    *,
    quantities: Iterable[str],
    key: tuple[str, ...],
) -> About:
    """A table of one target in its unit of judgement; ``indicator`` is the document of what it is measured by."""
    return About(
        title=assessment["target_id"],
        key=key,
        units=dict.fromkeys(quantities, assessment["unit"]),
        terms=None if indicator is None else terms_of([indicator["publisher"]], indicator["licence"]),
        release="" if indicator is None else indicator["release"],
    )
