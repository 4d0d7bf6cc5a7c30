"""Help comes at once: nothing heavy is imported before a command runs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from service.cli.main import app

HEAVY = (
    "numpy",
    "pandas",
    "pyarrow",
    "scipy",
    "statsmodels",
    "prophet",
    "fastapi",
    "sqlalchemy",
    "uvicorn",
    "yaml",
)
COMMANDS = (
    (), ("assess",), ("forecast",), ("propose",), ("backtest",), ("what-if",), ("explain",), ("ingest",), ("serve",), ("prepare",), ("version",), ("db",), ("db", "path"), ("db", "status"),
    ("db", "migrate"), ("db", "move"), ("catalogue",), ("catalogue", "check"), ("catalogue", "list"), ("catalogue", "init"), ("catalogue", "export"), ("catalogue", "set"), ("catalogue", "unset"), ("catalogue", "edits"), ("track-record",), ("places",), ("brief",), ("keys",), ("keys", "create"), ("keys", "list"), ("keys", "revoke"), ("audit",),
    ("findings",), ("findings", "list"), ("findings", "accept"), ("findings", "dismiss"), ("recalibrate",), ("reproduce",), ("calibrations",), *(("calibrations", name) for name in ("list", "show", "compare", "promote", "reject", "rollback", "auto")),
    ("worker",), ("jobs",), ("jobs", "list"), ("jobs", "show"), ("jobs", "cancel"), ("jobs", "resume"), ("jobs", "wait"), ("jobs", "reassess"), ("jobs", "ingest"),
)  # fmt: skip
PROGRAM = """
import sys
from service.cli.main import app
try:
    app(sys.argv[1:], prog_name="headway")
except SystemExit as stop:
    code = stop.code
heavy = sorted(set({heavy!r}) & set(sys.modules))
print("LOADED", heavy)
sys.exit(code)
"""


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_says_what_a_command_does_and_imports_nothing_heavy(command: tuple[str, ...]) -> None:
    program = PROGRAM.format(heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", program, *command, "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "LOADED []" in done.stdout
    assert done.stdout.startswith("Usage: headway")
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_every_command_is_in_the_list_above() -> None:
    from typer.main import get_command

    root = get_command(app)
    found: set[tuple[str, ...]] = {()}
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        found.add((name,))
        found |= {(name, part) for part in getattr(command, "commands", ())}
    assert found == set(COMMANDS)


def test_python_m_is_the_same_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", "version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("headway ")


def test_sums_add_up_in_one_order_whatever_the_environment_says() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import os, service.cli; print(os.environ['OMP_NUM_THREADS'])"],
        env={**os.environ, "OMP_NUM_THREADS": "4"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "1"
