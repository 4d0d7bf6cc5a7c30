"""Where a store may live."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.store import open_store
from service.store.address import Address
from service.store.errors import StoreAddressInvalid, StoreUnavailable


@pytest.mark.parametrize(
    ("text", "driver"),
    [
        ("sqlite:////srv/headway.db", "sqlite"),
        ("sqlite+pysqlite:///headway.db", "sqlite"),
        ("postgresql://me:secret@db/headway", "postgresql+psycopg"),
        ("postgres://me:secret@db/headway", "postgresql+psycopg"),
        ("postgresql+psycopg2://me:secret@db/headway", "postgresql+psycopg"),
    ],
)
def test_one_driver_for_each_database(text: str, driver: str) -> None:
    assert Address.parse(text).url.drivername == driver


@pytest.mark.parametrize(
    "text", ["", "headway.db", "mysql://root@db/headway", "sqlite://", "sqlite:///:memory:"]
)
def test_no_store_lives_there(text: str) -> None:
    with pytest.raises(StoreAddressInvalid) as caught:
        Address.parse(text)
    assert caught.value.field == "HEADWAY_DATABASE_URL"
    assert "sqlite:////" in str(caught.value)


def test_a_password_is_never_shown() -> None:
    assert "secret" not in str(Address.parse("postgresql://me:secret@db/headway"))
    with pytest.raises(StoreAddressInvalid) as caught:
        Address.parse("postgresql//me:secret@db")
    assert "secret" not in str(caught.value)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailable) as caught:
        open_store(f"sqlite:///{tmp_path / 'file' / 'headway.db'}")
    assert caught.value.field == "HEADWAY_HOME"
