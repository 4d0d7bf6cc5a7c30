"""What can go wrong with the store, and what its keeper can do about it.

::

    StoreError
    ├── StoreAddressInvalid      no store can live at this address
    ├── StoreUnavailable         the database cannot be opened or does not answer
    │   └── StoreBusy            another process kept the database locked for too long
    ├── StoreDamaged             the file is no database, or tables are missing
    ├── StoreNewerThanCode       a later version of Headway has upgraded the store
    ├── ReleaseContradicted      one release gives two values for one period
    ├── EmbargoTooLate           what is public already cannot be taken back
    ├── IndicatorUnknown         observations of an indicator that is in no catalogue
    ├── OwnerUnknown             nobody of that name owns a part of the catalogue
    ├── AssessmentUnidentified   an assessment without a key
    ├── ClaimLost                a request took so long that another process began it again
    ├── ReasonMissing            something is done on somebody's behalf, and nobody says why
    └── MoveRefused              the store cannot be copied there
        └── MoveIncomplete       not everything arrived; the copy was undone
"""

from __future__ import annotations

from forecasting.errors import HeadwayError


class StoreError(HeadwayError):
    """The store cannot do what was asked."""

    code = "store_error"


class StoreAddressInvalid(StoreError):
    """The address is not one of a SQLite file or a PostgreSQL database."""

    code = "store_address_invalid"


class StoreUnavailable(StoreError):
    """The database cannot be opened or does not answer."""

    code = "store_unavailable"


class StoreBusy(StoreUnavailable):
    """Another process kept the database locked for too long."""

    code = "store_busy"


class StoreDamaged(StoreError):
    """What stands at the address is no store, or part of it is gone."""

    code = "store_damaged"


class StoreNewerThanCode(StoreError):
    """A later version of Headway has upgraded the store; this one must not touch it."""

    code = "store_newer_than_code"

    def __init__(self, address: str, *, revision: str, newest_known: str) -> None:
        self.revision = revision
        self.newest_known = newest_known
        super().__init__(
            f"The store at {address} has revision “{revision}”, but this version of Headway knows "
            f"revisions up to “{newest_known}” only.",
            field="revision",
            value=revision,
            remedy="Install the newer version of Headway, or point HEADWAY_DATABASE_URL at another store.",
        )


class ReleaseContradicted(StoreError):
    """One release gives two different values for one period."""

    code = "release_contradicted"

    def __init__(
        self, *, series: str, period: str, release: str, known: float | None, given: float | None
    ) -> None:
        self.series = series
        self.period = period
        self.release = release
        self.known = known
        self.given = given
        super().__init__(
            f"“{release}” gives {_shown(given)} for {series} in {period}, but also {_shown(known)}.",
            field="value",
            value=given,
            remedy="Keep one value for a period and release; a later figure belongs to the release that published it.",
        )


class EmbargoTooLate(StoreError):
    """A release that is public already is to be kept back: whoever wanted to know it may know it."""

    code = "embargo_too_late"


class IndicatorUnknown(StoreError):
    """Observations of an indicator that is in no catalogue."""

    code = "indicator_unknown"


class OwnerUnknown(StoreError):
    """Nobody of that name owns a part of the catalogue."""

    code = "owner_unknown"


class AssessmentUnidentified(StoreError):
    """An assessment without a key, which could not be found again."""

    code = "assessment_unidentified"


class ClaimLost(StoreError):
    """A request took so long that another process began it again."""

    code = "claim_lost"


class ReasonMissing(StoreError):
    """Something is done on somebody's behalf, and nobody says why."""

    code = "reason_missing"


class MoveRefused(StoreError):
    """The store cannot be copied to this address."""

    code = "move_refused"


class MoveIncomplete(MoveRefused):
    """Not every row arrived; the copy was undone."""

    code = "move_incomplete"

    def __init__(self, table: str, *, expected: int, arrived: int) -> None:
        self.table = table
        self.expected = expected
        self.arrived = arrived
        super().__init__(
            f"{arrived} of {expected} rows of table “{table}” arrived, so the copy was undone.",
            field=table,
            value=arrived,
            remedy="Try again while no other process writes to the new database.",
        )


def _shown(value: float | None) -> str:
    return "no value" if value is None else f"{value:g}"
