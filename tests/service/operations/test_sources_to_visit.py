"""Which sources are looked at without being named."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from datasets.catalogue import load_catalogue
from service.operations.gathering import sources_to_visit


def test_feeds_without_an_address_wait_for_a_file():
    catalogue = load_catalogue()
    loading: Any = SimpleNamespace(catalogue=catalogue)
    visited = {source.id for source in sources_to_visit(loading, (), today=None)}
    assert {"nhs-england/rtt", "ons/time-series", "scotgov/poverty", "open-sdg"} <= visited
    assert "ons/local" not in visited
    assert [source.id for source in sources_to_visit(loading, ("ons/local",), today=None)] == ["ons/local"]
    feeds = {
        **catalogue.feeds,
        "ghg_per_head": replace(catalogue.feeds["ghg_per_head"], address="https://www.ons.gov.uk/x.json"),
    }
    loading = SimpleNamespace(catalogue=replace(catalogue, feeds=feeds))
    assert "ons/local" in {source.id for source in sources_to_visit(loading, (), today=None)}
