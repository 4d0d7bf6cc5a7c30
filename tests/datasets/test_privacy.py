"""Private entries of a catalogue, and what may not rest on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from datasets.catalogue import load_catalogue
from datasets.catalogue.privacy import is_private
from datasets.catalogue.visibility import Visibility
from datasets.errors import CatalogueInvalid

MISSION = """
mission: {{id: {id}, title: T, jurisdiction: England, ambition: A, status: live, citation: C{visibility}}}
indicators:
  - {{id: {id}_songs, title: Songs, definition: D, unit: songs, direction: increase, aggregation: flow, frequency: A, family: count{more}}}
targets:
  - {{id: {id}-sing, title: Sing, wording: W, {kind}, area: E92000001, status: live, citation: C{target}}}
"""
SECRET = ", visibility: private"


def _load(folder: Path, **files: str) -> object:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_catalogue([folder])


LEVEL = 'kind: level, indicator: {id}_songs, comparator: ">=", value: 5, period: "2029"'
GAP = LEVEL.replace("level", "gap_between_groups")
SUM = 'kind: cumulative_sum, indicator: {id}_songs, comparator: ">=", value: 5, window: {{start: "2024", end: "2029"}}'
BESIDE = LEVEL.replace("level", "relative_to_counterfactual")


def _file(id_: str, visibility: str = "", more: str = "", target: str = "", kind: str = LEVEL) -> str:
    said = kind.format(id=id_)
    return MISSION.format(id=id_, visibility=visibility, more=more, target=target, kind=said)


def test_privacy_is_inherited_downwards(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(_file("a", SECRET))
    (tmp_path / "b.yaml").write_text(_file("b", more=SECRET))
    (tmp_path / "c.yaml").write_text(_file("c", target=SECRET))
    found = load_catalogue([tmp_path])

    def private(entry) -> bool:
        return is_private(entry, found.missions, found.indicators)

    assert [private(one) for one in found.missions.values()] == [True, False, False]
    assert [private(one) for one in found.indicators.values()] == [True, True, False]
    assert [private(one) for one in found.targets.values()] == [True, True, True]
    assert found.targets["a-sing"].visibility is Visibility.PUBLIC


@pytest.mark.parametrize(
    ("more", "target", "kind", "key"),
    [
        (", leading: [{indicator: a_songs}]", "", LEVEL, "leading"),
        ("", ", other_indicator: a_songs", GAP, "other_indicator"),
        ("", ", observed_by: a_songs", SUM, "observed_by"),
        ("", ", scenario: a_songs", BESIDE, "scenario"),
        ("", ", components: [a-sing]", "kind: all_of", "components"),
    ],
)
def test_nothing_public_rests_on_what_is_private(
    tmp_path: Path, more: str, target: str, kind: str, key: str
) -> None:
    with pytest.raises(CatalogueInvalid) as error:
        _load(tmp_path, a=_file("a", SECRET), b=_file("b", more=more, target=target, kind=kind))
    (found,) = error.value.problems
    assert found.code == "rests_on_private"
    assert found.file.endswith("b.yaml")
    assert found.line is not None
    assert key in str(found.field)
    assert "visibility: private" in found.remedy


def test_what_is_private_may_rest_on_what_is_private(tmp_path: Path) -> None:
    own = _file("b", SECRET, ", leading: [{indicator: a_songs}]", ", components: [a-sing]", "kind: all_of")
    _load(tmp_path, a=_file("a", SECRET), b=own)


def test_another_word_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueInvalid, match="visibility"):
        _load(tmp_path, a=_file("a", ", visibility: secret"))
