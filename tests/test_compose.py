"""The file for containers: every command in it is one that Headway has, every setting one that it reads."""

from __future__ import annotations

from pathlib import Path

import yaml
from typer.main import get_command

from service.cli.main import app
from service.settings import Settings

COMPOSE = yaml.safe_load((Path(__file__).parents[1] / "compose.yml").read_text("utf-8"))
OWN = {name: one for name, one in COMPOSE["services"].items() if one.get("image") == "headway"}


def test_the_services_run_commands_that_there_are():
    known = getattr(get_command(app), "commands")  # noqa: B009 - a group, which its type does not say
    for name, service in OWN.items():
        program, command, *options = service["command"]
        assert program == "headway"
        taken = {flag for option in known[command].params for flag in (*option.opts, *option.secondary_opts)}
        assert {flag for flag in options if flag.startswith("--")} <= taken, name


def test_they_share_one_database_by_a_setting_that_is_read():
    assert set(OWN) == {"web", "worker"}
    names = {f"HEADWAY_{field.upper()}" for field in Settings.model_fields}
    for service in OWN.values():
        assert set(service["environment"]) <= names
        assert "@database/" in service["environment"]["HEADWAY_DATABASE_URL"]
    assert COMPOSE["services"]["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_nobody_starts_before_what_it_needs():
    wait = {name: set(service.get("depends_on", {})) for name, service in COMPOSE["services"].items()}
    assert wait == {"database": set(), "web": {"database"}, "worker": {"web"}}
