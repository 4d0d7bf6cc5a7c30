"""``headway keys`` and ``headway audit``."""

from __future__ import annotations

import csv
import io
import json

from service.cli.keys import ScopeChoice
from service.security.key_text import KeyText
from service.security.principal import Scope
from service.settings import load_settings
from service.store import open_store
from service.store.reads.keys import api_key


def test_a_key_is_shown_once_and_then_only_listed(headway, home) -> None:
    made = headway("keys", "create", "Ann  of Leeds", "--scope", "editor", "--days", "3", "--early")
    assert made.exit_code == 0
    text = KeyText.parse(made.stdout.strip())
    assert text is not None, "standard output has the key and nothing else"
    assert "only time" in made.stderr
    listed = headway("keys", "list", "--format", "json")
    (row,) = json.loads(listed.stdout)["keys"]
    assert (row["name"], row["scope"], row["state"], row["early"]) == (
        "Ann of Leeds",
        "editor",
        "active",
        True,
    )
    for style in ("table", "json", "csv"):
        shown = headway("keys", "list", "--format", style).stdout
        assert text.id in shown
        assert text.secret not in shown
        assert text.hash not in shown
    with open_store(load_settings().store_url) as store, store.read() as session:
        held = api_key(session, text.id)
    assert held is not None
    assert held.hash == text.hash
    assert held.expires_at is not None
    assert (held.expires_at - held.created_at).days == 3


def test_a_key_ends_after_its_last_day_in_a_year_or_never(headway) -> None:
    for options in (["--expires", "2099-12-31"], ["--expires", "never"], []):
        assert headway("keys", "create", "x", "--scope", "read", *options).exit_code == 0
    usual, never, day = json.loads(headway("keys", "list", "--format", "json").stdout)["keys"]
    assert day["expires_at"] == "2100-01-01T00:00:00+00:00"
    assert never["expires_at"] is None
    assert usual["expires_at"] > usual["created_at"]


def test_a_revoked_key_stays_in_the_list_and_both_stand_in_the_audit(headway) -> None:
    made = headway("keys", "create", "Bob", "--scope", "read", "--why", "A dashboard").stdout.strip()
    id_ = made.split("_")[1]
    assert headway("keys", "revoke", id_, "--why", "It was lost").exit_code == 0
    assert "revoked" in headway("keys", "list").stdout
    lines = json.loads(headway("audit", "--subject", f"key/{id_}", "--format", "json").stdout)["audit"]
    assert [(line["action"], line["why"]) for line in lines] == [
        ("key.revoked", "It was lost"),
        ("key.created", "A dashboard"),
    ]
    assert all(line["who"].startswith("command line: ") for line in lines)
    rows = list(
        csv.DictReader(io.StringIO(headway("audit", "--action", "key.created", "--format", "csv").stdout))
    )
    assert len(rows) == 1
    assert json.loads(rows[0]["after"])["name"] == "Bob"
    assert "Bob" not in headway("audit", "--since", "2099-01-01").stdout


def test_what_cannot_be_done_is_said(headway) -> None:
    for wrong, code, said in (
        (("keys", "revoke", "0123456789ab"), 1, "There is no key"),
        (("keys", "create", " ", "--scope", "read"), 1, "says whose it is"),
        (("keys", "create", "x", "--scope", "read", "--expires", "2020-01-01"), 1, "over before it begins"),
        (("keys", "create", "x", "--scope", "read", "--expires", "soon"), 2, "is not a date"),
        (("keys", "create", "x", "--scope", "read", "--expires", "never", "--days", "3"), 2, "not both"),
        (("keys", "create", "x", "--scope", "god"), 2, "'admin'"),
        (("keys", "create", "x", "--scope", "read", "--why", " "), 1, "needs a reason"),
    ):
        answer = headway(*wrong)
        assert answer.exit_code == code, wrong
        assert said in answer.output + answer.stderr, wrong
    assert json.loads(headway("keys", "list", "--format", "json").stdout)["keys"] == []


def test_the_command_line_has_the_scopes_there_are() -> None:
    assert [scope.value for scope in ScopeChoice] == [scope.value for scope in Scope]
