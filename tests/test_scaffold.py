"""The test machinery itself: what the other tests stand on must be real."""

from __future__ import annotations

import psycopg
import pytest
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
