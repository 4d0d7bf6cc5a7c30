"""Settings: all with defaults, all faults named at once, no password repeated."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.settings import Settings, SettingsInvalid, load_settings


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("HEADWAY_"):
            monkeypatch.delenv(name)


def test_nothing_has_to_be_set() -> None:
    settings = load_settings()
    assert settings.home.is_absolute()
    assert settings.store_url == f"sqlite:///{settings.home.as_posix()}/headway.db"
    assert settings.bundled
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_everything_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    for name, value in {
        "HOME": str(tmp_path),
        "DATABASE_URL": "postgresql://headway:swordfish@db/headway",
        "CATALOGUE": os.pathsep.join([str(tmp_path), str(tmp_path / "ours"), ""]),
        "BUNDLED": "0",
        "HOST": "0.0.0.0",
        "PORT": "9000",
        "CORS_ORIGINS": "https://a.example, https://b.example",
    }.items():
        monkeypatch.setenv(f"HEADWAY_{name}", value)
    settings = load_settings()
    assert settings.home == tmp_path
    assert settings.store_url == "postgresql://headway:swordfish@db/headway"
    assert settings.catalogue == (tmp_path, tmp_path / "ours")
    assert not settings.bundled
    assert settings.cors_origins == ("https://a.example", "https://b.example")
    assert "swordfish" not in repr(settings)


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWAY_DATABASE_URL", "")
    monkeypatch.setenv("HEADWAY_PORT", "")
    assert load_settings().port == 8000
    assert load_settings().database_url is None


def test_every_fault_is_named_at_once_without_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWAY_PORT", "123456")
    monkeypatch.setenv("HEADWAY_DATABASE_URL", "mysql://headway:swordfish@db")
    monkeypatch.setenv("HEADWAY_CATALOGUE", "/no/such/folder")
    with pytest.raises(SettingsInvalid) as caught:
        load_settings()
    said = str(caught.value)
    assert len(caught.value.problems) == 3
    for name in ("HEADWAY_PORT", "HEADWAY_DATABASE_URL", "HEADWAY_CATALOGUE", "/no/such/folder", "123456"):
        assert name in said
    assert "swordfish" not in said


def test_a_setting_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="hoem"):
        Settings(hoem="/tmp")  # type: ignore[call-arg]
