"""The test machinery itself: what the other tests stand on must be real."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import psycopg
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from playwright.sync_api import Browser
from sqlalchemy import create_engine, text


@pytest.mark.postgres
def test_a_real_postgresql_answers(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        row = connection.execute("SELECT current_setting('server_version_num')::int").fetchone()
    assert row is not None
    assert row[0] >= 140000


@pytest.mark.postgres
def test_each_test_has_an_empty_database_of_its_own(postgres_url: str, postgres_database: str) -> None:
    engine = create_engine(postgres_database)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE only_here (n int)"))
        assert connection.execute(text("SELECT count(*) FROM only_here")).scalar_one() == 0
    engine.dispose()
    with psycopg.connect(postgres_url) as other:
        found = other.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'only_here'").fetchone()
    assert found == (0,)


@pytest.mark.browser
def test_a_real_chromium_draws_a_page(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<h1 style='width: 12em'>Headway</h1>")
    box = page.get_by_role("heading", name="Headway").bounding_box()
    page.close()
    assert box is not None
    assert box["width"] > 100


def test_the_lock_holds_exact_versions_and_no_address(root: Path) -> None:
    lines = [line for line in (root / "constraints.txt").read_text("utf-8").splitlines() if line[0] != "#"]
    odd = [
        line for line in lines if not re.fullmatch(r'[\w.-]+==[\w.!+-]+(; python_version >= "3\.\d+")?', line)
    ]
    assert odd == []


def test_the_lock_covers_what_the_project_asks_for(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [Requirement(text) for text in project["dependencies"] + project["optional-dependencies"]["dev"]]
    locked = {
        canonicalize_name(found.name): found.specifier
        for line in (root / "constraints.txt").read_text("utf-8").splitlines()
        if line[0] != "#"
        for found in [Requirement(line)]
    }
    for wanted in asked:
        versions = [pin.version for pin in locked.get(canonicalize_name(wanted.name), ())]
        assert len(versions) == 1, f"{wanted.name} is not locked: make lock"
        assert versions[0] in wanted.specifier, f"the lock of {wanted.name} is out of date: make lock"


def test_the_wheel_ships_every_file_of_the_rooms(root: Path, tmp_path: Path) -> None:
    """Catalogue, observations, templates and migrations too, or an installed Headway has none."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "forecasting", "datasets", "service"],
        cwd=root,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: nothing says which files belong")
    tracked = {name for name in listed.stdout.decode().split("\0") if name and (root / name).exists()}
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path],
        cwd=root,
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    assert tracked - set(zipfile.ZipFile(wheel).namelist()) == set()
