"""Where a store lives: a SQLite file or a PostgreSQL database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from service.store.errors import StoreAddressInvalid, StoreUnavailable

_POSTGRES = ("postgresql", "postgres")
_FORMS = (
    "Write sqlite:////absolute/path/headway.db or postgresql://user:password@host:5432/database "
    "in HEADWAY_DATABASE_URL."
)


@dataclass(frozen=True, slots=True)
class Address:
    """A checked address; ``str()`` of it never shows the password."""

    url: URL

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read an address; raises StoreAddressInvalid for anything but a SQLite file or PostgreSQL."""
        try:
            url = make_url(text)
        except (ArgumentError, ValueError) as err:
            # The text may hold a password, so it is not repeated.
            raise StoreAddressInvalid(
                "The address of the store cannot be read.", field="HEADWAY_DATABASE_URL", remedy=_FORMS
            ) from err
        backend = url.drivername.split("+")[0]
        if backend == "sqlite":
            if url.database in (None, "", ":memory:"):
                raise StoreAddressInvalid(
                    "A store in memory would forget every release and every judgement.",
                    field="HEADWAY_DATABASE_URL",
                    value=text,
                    remedy=_FORMS,
                )
            return cls(url.set(drivername="sqlite"))
        if backend in _POSTGRES:
            return cls(url.set(drivername="postgresql+psycopg"))
        raise StoreAddressInvalid(
            f"A store cannot live in “{backend}”.", field="HEADWAY_DATABASE_URL", value=backend, remedy=_FORMS
        )

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is a file."""
        return self.url.drivername == "sqlite"

    @property
    def path(self) -> Path | None:
        """The file of a SQLite store."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    def make_folder(self) -> None:
        """Make the folder of a SQLite store; raises StoreUnavailable where that is not allowed."""
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as err:
            raise StoreUnavailable(
                f"The folder {self.path.parent} cannot be made ({err.strerror}).",
                field="HEADWAY_HOME",
                value=str(self.path.parent),
                remedy="Choose a folder that you may write to.",
            ) from err

    def __str__(self) -> str:
        return self.url.render_as_string(hide_password=True)
