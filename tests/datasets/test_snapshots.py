from __future__ import annotations

import hashlib

import pytest

from datasets.snapshots import Provenance, Snapshots
from datasets.sources.errors import FileRefused

ABOUT = Provenance(
    "owid/grapher",
    "Our World in Data",
    "a.csv",
    "https://ourworldindata.org/a.csv",
    "CC BY 4.0",
    "2026-11-24T12:00:00+00:00",
)


def test_files_are_kept_by_their_hash_with_where_they_came_from(tmp_path):
    kept = Snapshots(tmp_path).keep(b"figures", ABOUT)
    assert kept.sha256 == hashlib.sha256(b"figures").hexdigest()
    assert (kept.size, kept.provenance) == (7, ABOUT)
    assert Snapshots(tmp_path).read(kept.sha256) == b"figures"


def test_the_same_bytes_are_kept_once(tmp_path):
    snapshots = Snapshots(tmp_path)
    later = Provenance(
        **{
            **{name: getattr(ABOUT, name) for name in ABOUT.__slots__},
            "retrieved": "2026-12-01T00:00:00+00:00",
        }
    )
    assert snapshots.keep(b"figures", ABOUT) == snapshots.keep(b"figures", later)
    assert len(list(snapshots)) == 1
    assert not list(tmp_path.rglob(".part-*"))


def test_the_newest_from_an_address_is_found(tmp_path):
    snapshots = Snapshots(tmp_path)
    snapshots.keep(b"old", ABOUT)
    later = Provenance(
        **{
            **{name: getattr(ABOUT, name) for name in ABOUT.__slots__},
            "retrieved": "2026-12-01T00:00:00+00:00",
        }
    )
    new = snapshots.keep(b"new", later)
    assert snapshots.last_from(ABOUT.url) == new
    assert snapshots.last_from("https://elsewhere.example") is None


def test_damage_is_noticed(tmp_path):
    snapshots = Snapshots(tmp_path)
    kept = snapshots.keep(b"figures", ABOUT)
    (tmp_path / kept.sha256[:2] / kept.sha256).write_bytes(b"figurez")
    with pytest.raises(FileRefused, match="damaged"):
        snapshots.read(kept.sha256)
    with pytest.raises(FileRefused):
        snapshots.read("0" * 64)
