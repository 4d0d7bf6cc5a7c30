"""What an installation of Headway may be told: where it keeps things, which catalogue, which address.

::

    HeadwayError
    └── SettingsInvalid    one or more settings cannot be used, all named at once

Every setting has a default, so that nothing has to be set. Each is read from the environment under its
name in capitals after ``HEADWAY_``.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, ClassVar

from platformdirs import user_data_path
from pydantic import Field, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from forecasting.errors import HeadwayError
from service.logs import LogFormat

_PREFIX = "HEADWAY_"
_RATE = re.compile(r"off|[1-9][0-9]{0,8}/(second|minute|hour|day)", re.ASCII)
_DATABASES = ("sqlite://", "postgresql://", "postgresql+psycopg://")


class SettingsInvalid(HeadwayError):
    """A setting that cannot be used; ``problems`` holds one sentence for each."""

    code: ClassVar[str] = "settings_invalid"

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems), remedy="Correct the environment and start again.")


class Settings(BaseSettings):
    """The settings of one installation, from ``HEADWAY_…`` variables or from arguments.

    ``home`` holds the store, snapshots and caches. ``catalogue`` lists folders of your own beside the
    bundled catalogue, or instead of it where ``bundled`` is false; ``catalogue`` under the home is read
    without being named. ``cors_origins`` may read the API
    from a browser on another site; it holds open data and no credentials, so everyone may by default.
    ``anonymous`` false closes the service to everybody without a key. ``rate_anonymous`` and ``rate_key`` are how many
    requests are answered, for each address and each key ("600/minute"; "off" for as many as come). ``trusted_proxies``
    counts the proxies of one's own that stand before the service: only then is ``X-Forwarded-For`` believed. ``https``
    says that browsers reach it by HTTPS alone. ``sign_in_hours`` is how long somebody stays signed in on the pages,
    ``rate_sign_in`` how often signing in may be tried from one address. ``request_seconds`` is how
    long an answer may take to begin, ``body_seconds`` how long a body may take to arrive.
    ``fetch`` lets the worker ask publishers for figures when they are due; without it only what is loaded by hand
    comes in. ``schedule`` false leaves out what the worker does at set times: ``nightly`` and, where it may fetch, at
    ``release_times`` (both written as for cron, by the clock of London). ``chunk`` is how many targets or series one
    process does at a time.
    ``metrics`` false leaves ``/metrics`` out. ``log`` says how the log is written: plain, or json for machines.
    ``feed_points`` is by how many percentage points a chance must move to stand in the feed. ``ahead`` lets the
    service get charts and the pack of briefings ready before anybody asks.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    home: Path = Field(default_factory=lambda: user_data_path("headway", appauthor=False))
    database_url: str | None = Field(default=None, repr=False)
    catalogue: Annotated[tuple[Path, ...], NoDecode] = ()
    bundled: bool = True
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    feed_points: int = Field(default=10, ge=1, le=100)
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ("*",)
    anonymous: bool = True
    rate_anonymous: str = "600/minute"
    rate_key: str = "6000/minute"
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    https: bool = False
    sign_in_hours: float = Field(default=12.0, gt=0, le=720)
    rate_sign_in: str = "10/minute"
    request_seconds: float = Field(default=30.0, gt=0, le=3600)
    body_seconds: float = Field(default=10.0, gt=0, le=3600)
    fetch: bool = False
    schedule: bool = True
    nightly: str = "30 2 * * *"
    release_times: str = "5,35 7,9 * * MON-FRI"
    metrics: bool = True
    ahead: bool = True
    log: LogFormat = LogFormat.PLAIN
    chunk: int = Field(default=100, ge=1, le=10_000)

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(_DATABASES):
            raise ValueError(f"it must begin with one of {', '.join(_DATABASES)}")
        return url

    @field_validator("catalogue", mode="before")
    @classmethod
    def _folders(cls, given: object) -> object:
        return [part for part in given.split(os.pathsep) if part] if isinstance(given, str) else given

    @field_validator("catalogue")
    @classmethod
    def _existing(cls, folders: tuple[Path, ...]) -> tuple[Path, ...]:
        missing = [str(folder) for folder in folders if not folder.expanduser().is_dir()]
        if missing:
            raise ValueError(f"there is no folder {', '.join(missing)}")
        return tuple(folder.expanduser().absolute() for folder in folders)

    @field_validator("rate_anonymous", "rate_key", "rate_sign_in")
    @classmethod
    def _rate(cls, given: str) -> str:
        found = _RATE.fullmatch(given.strip().lower())
        if found is None:
            raise ValueError("write a number and a time such as 600/minute, or off")
        return found[0]

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _origins(cls, given: object) -> object:
        return (
            [part.strip() for part in given.split(",") if part.strip()] if isinstance(given, str) else given
        )

    @property
    def own_catalogue(self) -> Path:
        """The folder of an installation's own entries, read where it exists."""
        return self.home / "catalogue"

    @property
    def folders(self) -> tuple[Path, ...]:
        """Every catalogue folder beside the bundled one: the installation's own first, then those named."""
        own = (self.own_catalogue,) if any(self.own_catalogue.glob("*.yaml")) else ()
        return (*own, *(folder for folder in self.catalogue if folder != self.own_catalogue))

    @property
    def store_url(self) -> str:
        """The database that holds the store: the one that is set, or a file in ``home``."""
        return self.database_url or f"sqlite:///{(self.home / 'headway.db').as_posix()}"


def load_settings() -> Settings:
    """Read the settings from the environment. Raises SettingsInvalid, naming every variable at fault."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsInvalid(tuple(_sentence(fault) for fault in error.errors())) from error


def _sentence(fault: ErrorDetails) -> str:
    name = str(fault["loc"][0])
    # A database address may hold a password.
    given = "this address" if name == "database_url" else repr(fault["input"])
    return f"{_PREFIX}{name.upper()} cannot be {given}: {fault['msg'].removeprefix('Value error, ')}."
