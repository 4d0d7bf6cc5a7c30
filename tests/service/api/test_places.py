"""Which places drive a gap, over HTTP and on the page of the target."""

from __future__ import annotations

import csv
import io

import pytest

from service.board.english.quantities import Quantities
from service.board.english.units import unit_of
from service.board.places_panel import places_panel

HOMES = "uk-homes-1.5m"


def test_the_places_of_a_target_add_up(client):
    found = client.get(f"/v1/targets/{HOMES}/areas").json()
    whole, *others = found["places"]
    leaves = [one for one in others if one["rank"] is not None]
    assert sum(one["mean"] for one in leaves) == pytest.approx(whole["mean"])
    assert sum(one["share"] for one in leaves) == pytest.approx(1)
    assert len(leaves) == 296
    assert {"Camden", "Birmingham", "Cornwall"} <= {one["name"] for one in leaves}
    rows = list(csv.DictReader(io.StringIO(client.get(f"/v1/targets/{HOMES}/areas.csv").text)))
    assert [row["area"] for row in rows] == [one["area"] for one in found["places"]]
    assert client.get(f"/v1/targets/{HOMES}/areas.csv-metadata.json").status_code == 200


def test_what_cannot_be_shared_out_says_why(client):
    answer = client.get("/v1/targets/nhs-rtt92-2029/areas")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_decomposed")
    assert "count or an amount" in answer.json()["detail"]
    assert client.get("/v1/targets/nothing/areas").json()["code"] == "unknown_id"


def test_a_panel_shows_parts_those_furthest_short_first_on_a_grid_that_fits(client):
    def place(area, parent, mean, rank, level="region"):
        return {
            "area": area, "name": area.title(), "parent": parent, "level": level, "mean": mean, "rank": rank,
            "rank_low": 1, "rank_high": 3, "share": 0.5, "required": 20_000.0, "projected": [1.0, 12_345.0, 2.0],
            "shortfall": [mean - 4000, mean, mean + 4000], "chance": 0.9,
        }  # fmt: skip

    places = [
        place("whole", None, 20_000, None),
        place("north", "whole", 15_123, None),
        place("town", "north", 15_223, 1, "local authority"),
        place("south", "whole", 4_877, 2),
        place("village", "north", -100, 3, "local authority"),
    ]
    document = {"places": places, "of": "total", "shared_from": {"label": "2023/24"}}
    panel = places_panel(document, Quantities(unit_of("homes"), 0))
    assert panel is not None
    assert panel.title == "North accounts for the largest part of the gap, 76%"
    assert [line[0] for line in panel.parts] == ["North", "South"]
    assert panel.parts[0][1:] == ("12,000 homes", "20,000 homes", "15,000 homes", "76%")
    assert [line[0] for line in panel.places] == ["Town", "South"]
    assert "2023/24" in panel.note
    few = {**document, "places": [places[0], place("rest", "whole", 20_000, 1, "rest")]}
    assert places_panel(few, Quantities(unit_of("homes"), 0)) is None
