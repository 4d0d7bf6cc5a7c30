"""Nobody who answers a reader forgets whose eyes they read with, and no table is forgotten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.store.tables import METADATA
from service.store.veil import OPEN, Veil

ROOMS = ("api", "board", "charts", "export", "briefing", "pictures", "security")
# Keys and sign-ins alone are read here, before anybody knows who asks.
ALLOWED = {"service/security/key_ring.py", "service/security/sign_ins.py"}
ALL_SEEING = re.compile(r"store\.read\(\s*\)|\.seen_by\(lambda|open_installation\(")
EVERYTHING = re.compile(r"store\.sight import .*\bEVERYTHING\b")


def test_who_answers_readers_reads_with_their_eyes(root: Path) -> None:
    files = [file for room in ROOMS for file in (root / "service" / room).rglob("*.py")]
    assert len(files) > 100
    found = {str(file.relative_to(root)) for file in files if ALL_SEEING.search(file.read_text())}
    assert found <= ALLOWED
    # The watch reads how often things have changed, the desk whether the store can be asked, and nothing else.
    seeing = {str(file.relative_to(root)) for file in files if EVERYTHING.search(file.read_text())}
    assert seeing <= {"service/api/watch.py", "service/api/desk.py"}


@pytest.mark.parametrize("veil", [Veil(embargoed=True, private=True)])
def test_every_table_is_behind_the_veil_or_known_to_be_open(veil: Veil) -> None:
    veiled = {table for table, _ in veil.views(prefix="", now="0")}
    assert not veiled & OPEN
    assert veiled | OPEN == set(METADATA.tables)


def test_what_was_made_of_figures_is_hidden_with_them() -> None:
    embargoed = {table for table, _ in Veil(embargoed=True, private=False).views(prefix="", now="0")}
    for name, table in METADATA.tables.items():
        if "visible_from" in table.columns:
            assert name in embargoed
    private = {table for table, _ in Veil(embargoed=False, private=True).views(prefix="", now="0")}
    for name, table in METADATA.tables.items():
        if {"private", "indicator_id", "target_id"} & set(table.columns.keys()) and name not in OPEN:
            assert name in private
