"""What the guides say to type is typed: curl against a real server, Headway's commands in this process."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from service.cli.main import app
from tests.service.export.guide.blocks import ROOT, Block, blocks, commands, of_language
from tests.service.export.guide.conftest import Served
from tests.service.export.guide.shapes import differences

# Typed as it stands, in a shell.
TYPED = {"curl", "headway", "cat", "export", "="}
# Not typed here, but what they name is looked up.
NAMED = {
    "make": "sets the whole machine up, or runs this very suite",
    "uvicorn": "does not end",
    "docker": "there is no Docker here",
    "python": "a benchmark takes minutes",
}
# Commands of Headway that are run; of all others the words and options are checked, without doing it.
RUN = (
    *("db status", "jobs list", "keys create", "keys list"),
    *("assess --observations", "forecast --observations", "catalogue init"),
)
SERIES = "series_id,period,frequency,value\n" + "".join(f"waits,{2014 + n},A,{60 + n}\n" for n in range(12))
TARGETS = "target_id,series_id,kind,comparator,target_value,target_period\nt1,waits,level,>=,92,2029\n"

_REFUSED = re.compile(r'"status": ?[45]\d\d')
_HTTP_ERROR = 22
"""What curl ends with when it was refused and told to fail then."""

_PRELUDE = """
curl() { command curl --fail-with-body --max-time 60 "$@"; }
headway() { printf '%s\\n' "$(printf '%q ' "$@")" >>"$CALLS"; }
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, served: Served) -> Path:
    """A folder to type in, with the two files that the guides write."""
    (tmp_path / "series.csv").write_text(SERIES, "utf-8")
    (tmp_path / "targets.csv").write_text(TARGETS, "utf-8")
    (tmp_path / "rebases.csv").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEADWAY_HOME", str(served.home))
    return tmp_path


@pytest.mark.parametrize("block", of_language("console"), ids=lambda block: block.name)
def test_what_is_typed_works(block: Block, desk: Path, served: Served) -> None:
    for command in commands(block):
        text = served.here(command.text.replace(".venv/bin/headway", "headway"))
        words = shlex.split(text, comments=True)
        if re.match(r"\w+=\$\(", text):
            words = ["="]  # a variable is set to what a command says
        while re.match(r"\w+=", words[0]):
            words.pop(0)
        if words[0] in NAMED:
            _look_up(words)
        elif words[0] == "export" and "…" in text:
            continue  # where readers put something of their own
        else:
            assert words[0] in TYPED, f"{block.name}: what to do with “{words[0]}”?"
            found = _typed(text, desk, served, refused=bool(_REFUSED.search(command.output)))
            if command.output and words[0] != "cat":
                missing = differences(command.output, found)
                assert not missing, f"{block.name}: {text}\n{missing}\n{found[:3000]}"


@pytest.mark.parametrize(
    "file", sorted(str(one.relative_to(ROOT)) for one in (ROOT / "docs").glob("*.md")), ids=str
)
def test_every_command_has_the_words_and_options_it_is_shown_with(file: str, desk: Path) -> None:
    for block in blocks(file):
        for command in commands(block) if block.language == "console" else ():
            words = shlex.split(command.text, comments=True)
            if "headway" in words:
                _understood(words[words.index("headway") + 1 :])


def _typed(text: str, desk: Path, served: Served, *, refused: bool) -> str:
    """The output of a command that is typed into a shell; what a variable was set to stays set for the next."""
    calls, kept = desk / "calls", desk / "kept"
    calls.unlink(missing_ok=True)
    script = f"{_PRELUDE}\n[ -e {kept} ] && . {kept}\nset -o pipefail\n{text}\ncode=$?\n"
    typed = subprocess.run(
        ["bash", "-c", f"{script}declare -p tag 2>/dev/null >{kept}; exit $code"],
        cwd=desk,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "CALLS": str(calls),
            "KEY": served.key,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    found = typed.stdout
    assert typed.returncode == (_HTTP_ERROR if refused else 0), f"{text}\n{found[:2000]}\n{typed.stderr}"
    for call in calls.read_text("utf-8").splitlines() if calls.exists() else ():
        found += _called(shlex.split(call))
    return found


def _called(arguments: Sequence[str]) -> str:
    typed = " ".join(arguments)
    if not typed.startswith(RUN):
        _understood(arguments)
        return ""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, f"headway {typed}\n{result.output}\n{result.exception!r}"
    return result.output


def _understood(arguments: Sequence[str]) -> None:
    """Words and options are those of a command; nothing is done."""
    command: Any = typer.main.get_command(app)
    context = command.make_context("headway", list(arguments))
    while hasattr(command, "resolve_command"):
        name, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        context = command.make_context(name, rest, parent=context)


def _look_up(words: list[str]) -> None:
    if words[0] == "make":
        assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE), words
    elif "python" in words:
        assert (ROOT / words[words.index("python") + 1]).is_file(), words
    elif "uvicorn" in words:
        (place,) = [word for word in words if word.startswith("service.")]
        module, _, name = place.partition(":")
        tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, words
