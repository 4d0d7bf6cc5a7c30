"""What a process has loaded: the import contracts again, but measured in a running Python.

import-linter reads the code; it cannot see what a library brings with it, or an import that runs only
when a name is looked up. Which modules count as heavy is read from its own contract in pyproject.toml.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODEL_LIBRARIES = frozenset({"statsmodels", "prophet", "cmdstanpy", "scipy.stats", "pandas", "matplotlib"})
BEYOND_NUMPY = MODEL_LIBRARIES | {"scipy", "pyarrow", "sqlalchemy", "pydantic", "fastapi", "rich"}
NOT_IN_THE_WEB = MODEL_LIBRARIES | {"scipy", "pandera", "vl_convert"}

# Imports the named modules, then says which of the watched ones are there and who first asked for each.
PROBE = """
import importlib, json, sys, traceback

wanted, watched = json.loads(sys.argv[1])
asked = {}

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in watched and name not in asked:
            frames = [f for f in traceback.extract_stack() if not f.filename.startswith("<")]
            asked[name] = [f"{f.filename}:{f.lineno}" for f in frames if "/importlib/" not in f.filename]

sys.meta_path.insert(0, Watch())
for name in wanted:
    importlib.import_module(name)
print(json.dumps({name: asked.get(name, []) for name in watched if name in sys.modules}))
"""


def contract(identity: str) -> dict[str, list[str]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    found = [c for c in settings["tool"]["importlinter"]["contracts"] if c["id"] == identity]
    return dict(found[0])


def modules(package: str) -> Iterator[str]:
    """Every module of a package, by its dotted name."""
    for path in sorted((ROOT / package.replace(".", "/")).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def loaded(wanted: list[str], watched: frozenset[str]) -> dict[str, list[str]]:
    run = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps([wanted, sorted(watched)])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, list[str]] = json.loads(run.stdout.splitlines()[-1])
    return found


def light() -> list[str]:
    """The modules of forecasting that the web process may import."""
    heavy = contract("fitting")["protected_modules"]
    return [m for m in modules("forecasting") if not any(f"{m}.".startswith(f"{h}.") for h in heavy)]


def test_the_probe_sees_a_heavy_library_and_who_brought_it() -> None:
    found = loaded(["forecasting.periods", "pandera.pandas"], MODEL_LIBRARIES)
    assert "pandas" in found
    assert "pandera" in found["pandas"][-1]


def test_light_mathematics_needs_numpy_at_most() -> None:
    names = light()
    assert "forecasting.periods" in names
    assert "forecasting.models" not in names
    assert loaded(names, BEYOND_NUMPY) == {}


def test_importing_the_rooms_brings_no_model_library() -> None:
    assert loaded(["forecasting", "datasets", "service"], BEYOND_NUMPY) == {}


@pytest.mark.parametrize("package", ["service.api", "service.board", "service.security"])
def test_the_web_process_has_no_model_library(package: str) -> None:
    names = list(modules(package))
    if not names:
        pytest.skip(f"{package} does not exist yet")
    assert loaded(names, NOT_IN_THE_WEB) == {}


def test_the_command_line_starts_without_a_model_library() -> None:
    if not (ROOT / "service/cli/main.py").exists():
        pytest.skip("service.cli.main does not exist yet")
    assert loaded(["service.cli.main"], MODEL_LIBRARIES | {"sqlmodel", "altair"}) == {}


@pytest.mark.parametrize("module", [*modules("forecasting"), *modules("datasets")])
def test_the_day_is_an_argument(module: str) -> None:
    """Neither the mathematics nor the statistics ask the clock: the same question has the same answer."""
    path = ROOT / module.replace(".", "/")
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    asked = [
        f"{source.name}:{node.lineno}"
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}
    ]
    assert asked == []
