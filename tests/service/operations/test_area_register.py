"""Areas are registered with the places around them."""

from __future__ import annotations

from service.operations.area_register import known_places, placed
from service.store.records import AreaRecord


def test_a_borough_brings_everything_it_lies_in():
    found = {area.code: area.parent for area in known_places(["E09000007", "XYZ"])}
    assert found == {
        "E09000007": "E12000007",
        "E12000007": "E92000001",
        "E92000001": "K02000001",
        "K02000001": None,
    }


def test_names_and_levels_given_are_kept():
    given = [AreaRecord("E09000007", "London Borough of Camden"), AreaRecord("DEU", "Germany", "country")]
    found = {area.code: area for area in placed(given)}
    assert found["E09000007"] == AreaRecord(
        "E09000007", "London Borough of Camden", "local authority", "E12000007"
    )
    assert found["DEU"] == given[1]
    assert found["E12000007"].name == "London"
