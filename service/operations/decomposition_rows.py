"""Which places drive a gap, as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

COLUMNS = (
    *("target_id", "rank", "rank_low", "rank_high", "area", "name", "level", "parent", "share", "required"),
    *("projected_p10", "projected_p50", "projected_p90"),
    *("shortfall_p10", "shortfall_p50", "shortfall_p90", "shortfall_mean", "chance_short"),
)
_PERCENTILES = ("p10", "p50", "p90")


def place_rows(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a place, the whole first, then those furthest short."""
    for place in document["places"]:
        yield {
            "target_id": document["target_id"],
            **{name: place[name] for name in ("rank", "rank_low", "rank_high", "area", "name", "level")},
            **{name: place[name] for name in ("parent", "share", "required")},
            **{f"projected_{p}": value for p, value in zip(_PERCENTILES, place["projected"], strict=True)},
            **{f"shortfall_{p}": value for p, value in zip(_PERCENTILES, place["shortfall"], strict=True)},
            "shortfall_mean": place["mean"],
            "chance_short": place["chance"],
        }
