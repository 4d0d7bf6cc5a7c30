"""The catalogue written back loads as the same entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from datasets.catalogue import load_catalogue
from datasets.errors import FolderNotEmpty
from service.operations.errors import MissionUnknown
from service.operations.export_catalogue import export_catalogue
from service.operations.installation import Installation, open_installation
from service.settings import Settings


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The bundled catalogue in a store of its own."""
    home = tmp_path_factory.mktemp("home")
    opened = open_installation(Settings(home=home), recorded=datetime(2026, 9, 1, tzinfo=UTC))
    yield opened
    opened.close()


def test_the_bundled_catalogue_comes_back_entry_by_entry(installation: Installation, tmp_path: Path) -> None:
    written = export_catalogue(installation, tmp_path / "out")
    bundled, again = load_catalogue(), load_catalogue([tmp_path / "out"])
    assert {path.stem for path in written} == set(bundled.missions)
    assert again.missions == bundled.missions
    assert again.indicators == bundled.indicators
    assert again.targets == bundled.targets


def test_one_mission(installation: Installation, tmp_path: Path) -> None:
    (path,) = export_catalogue(installation, tmp_path / "out", mission="uk-nhs")
    assert path.name == "uk-nhs.yaml"
    with pytest.raises(MissionUnknown):
        export_catalogue(installation, tmp_path / "other", mission="uk-nsh")
    assert not (tmp_path / "other").exists()


def test_nothing_is_overwritten(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("mission: 1\n", encoding="utf-8")
    with pytest.raises(FolderNotEmpty):
        export_catalogue(installation, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]
