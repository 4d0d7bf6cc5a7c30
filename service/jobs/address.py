"""Where the jobs are kept: a file beside the store, or a schema in the same PostgreSQL database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from service.settings import Settings
from service.store.address import Address


def jobs_url(settings: Settings) -> str:
    """The address of the database of the jobs: ``jobs.db`` beside a SQLite store, else the store's own."""
    path = jobs_path(settings)
    if path is not None:
        return f"sqlite:///{path.as_posix()}"
    url = make_url(settings.store_url).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def jobs_path(settings: Settings) -> Path | None:
    """The file of the jobs, where the store is a file too."""
    store = Address.parse(settings.store_url).path
    return (
        None
        if store is None
        else store.with_name(f"{store.stem}-jobs.db" if store.stem != "headway" else "jobs.db")
    )
