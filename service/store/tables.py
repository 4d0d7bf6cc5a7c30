"""The tables of the store.

The catalogue is kept as versioned rows: a row is current while ``recorded_to`` is empty, and an
entry that changes gets a new row. Observations are kept by release and never overwritten: what a
publisher said in May stays beside what it said in June. Assessments are kept for good.

Rows of series and observations are narrow on purpose: a store may hold ten million observations.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, SmallInteger, String, Text, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

# Constraint and index names are fixed, so that a later migration can name what it drops.
METADATA = SQLModel.metadata
METADATA.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}

PLAIN_ORDER: Any = String().with_variant(String(collation="C"), "postgresql")
"""Text that both databases sort and compare letter by letter, as Python does."""

_CURRENT = text("recorded_to IS NULL")


def _versioned(table: str, *more: Index) -> tuple[Index, ...]:
    """One current row for an id and owner, and the history of an id in order."""
    return (
        Index(
            f"uq_{table}_current", "id", "owner", unique=True,
            sqlite_where=_CURRENT, postgresql_where=_CURRENT,
        ),
        Index(f"ix_{table}_history", "id", "recorded_from"),
        *more,
    )  # fmt: skip


_FALSE = {"server_default": false()}


def _private(table: str) -> Index:
    """Finds the few rows that are not for the public."""
    return Index(
        f"ix_{table}_private", "private", sqlite_where=text("private"), postgresql_where=text("private")
    )


def visible_from_index(table: str) -> Index:
    """Finds the few rows that are, or once were, under an embargo."""
    known = text("visible_from IS NOT NULL")
    return Index(f"ix_{table}_visible_from", "visible_from", sqlite_where=known, postgresql_where=known)


class Identity(SQLModel, table=True):
    """The one row that says which store this is and how often its contents have changed.

    ``public_version`` counts the changes that anybody may notice.
    """

    __tablename__ = "store"

    id: int = Field(primary_key=True)
    uuid: str
    version: int
    created_at: datetime
    public_version: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})


class Versioned(SQLModel):
    """What every row of the catalogue carries.

    ``rank`` orders owners: an editor's row (0) overrides one from a folder (1), which overrides a
    bundled one (2). ``position`` is the place in the owner's catalogue and no part of the version.
    ``private`` says that the entry itself is not for the public; what it inherits is worked out on reading.
    """

    row_id: int | None = Field(default=None, primary_key=True)
    id: str
    owner: str = Field(sa_type=PLAIN_ORDER)
    rank: int = Field(sa_type=SmallInteger)
    position: int
    version: str
    document: str = Field(sa_type=Text)
    valid_from: date | None = None
    recorded_from: datetime
    recorded_to: datetime | None = None
    private: bool = Field(default=False, sa_column_kwargs=_FALSE)


class MissionRow(Versioned, table=True):
    """One version of a mission."""

    __tablename__ = "mission"
    __table_args__ = _versioned("mission", _private("mission"))

    status: str


class IndicatorRow(Versioned, table=True):
    """One version of an indicator, its breaks included."""

    __tablename__ = "indicator"
    __table_args__ = _versioned(
        "indicator", Index("ix_indicator_mission_id", "mission_id"), _private("indicator")
    )

    mission_id: str
    frequency: str


class TargetRow(Versioned, table=True):
    """One version of a target, its milestones and status history included."""

    __tablename__ = "target"
    __table_args__ = _versioned(
        "target",
        Index("ix_target_mission_id", "mission_id"),
        Index("ix_target_indicator_id", "indicator_id"),
        _private("target"),
    )

    mission_id: str
    indicator_id: str | None
    area: str | None
    kind: str
    status: str
    due: date | None


class AreaRow(SQLModel, table=True):
    """A place that statistics are published for.

    ``private`` where only figures that are not for the public speak of it, ``visible_from`` while only figures under
    an embargo do.
    """

    __tablename__ = "area"
    __table_args__ = (_private("area"), visible_from_index("area"))

    code: str = Field(primary_key=True)
    name: str
    level: str | None = None
    parent: str | None = Field(default=None, index=True)
    visible_from: datetime | None = None
    private: bool = Field(default=False, sa_column_kwargs=_FALSE)


class ReleaseRow(SQLModel, table=True):
    """What a publisher published on a date.

    ``key`` is made of publisher, title and date and is the same in every store. ``published`` is the
    day used for as-of work (empty: not known), ``published_text`` what the source says, which may be a
    month. ``recorded_at`` is when this store first heard of it. ``visible_from`` is the instant before which it is
    nobody's (empty: it was public when it was loaded); ``private`` where it holds nothing that is for the public.
    """

    __tablename__ = "release"
    __table_args__ = (_private("release"), visible_from_index("release"))

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    publisher: str
    title: str
    published: date | None = Field(default=None, index=True)
    published_text: str = ""
    url: str = ""
    recorded_at: datetime
    visible_from: datetime | None = None
    private: bool = Field(default=False, sa_column_kwargs=_FALSE)


class SeriesRow(SQLModel, table=True):
    """One indicator in one area, measured on one basis at one frequency.

    ``basis`` is empty for the basis in force; an earlier one, never mixed with it, has a name. ``visible_from`` is
    when its first figures are out of an embargo.
    """

    __tablename__ = "series"
    __table_args__ = (UniqueConstraint("indicator_id", "area", "basis"), visible_from_index("series"))

    id: int | None = Field(default=None, primary_key=True)
    indicator_id: str
    area: str = Field(foreign_key="area.code", index=True)
    basis: str = ""
    frequency: str
    visible_from: datetime | None = None


class BasisRow(SQLModel, table=True):
    """An earlier basis of a series and until when it was in force; ``area`` is empty where it concerns all.

    ``document`` is the basis as JSON.
    """

    __tablename__ = "basis"

    indicator_id: str = Field(primary_key=True)
    area: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    document: str = Field(sa_type=Text)


class LabelSetRow(SQLModel, table=True):
    """One version of a label set, as JSON. Never changed but for ``in_force``; at most one of an id is in force."""

    __tablename__ = "label_set"

    id: str = Field(primary_key=True)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    owner: str
    recorded_at: datetime
    in_force: bool
    document: str = Field(sa_type=Text)


class LoadRow(SQLModel, table=True):
    """One loading of observations: when, from where, how many were new."""

    __tablename__ = "load"

    id: int | None = Field(default=None, primary_key=True)
    recorded_at: datetime
    source: str
    added: int
    corrected: int


class SourceRow(SQLModel, table=True):
    """A publisher's family of files that indicators are fed from; ``document`` describes it as JSON."""

    __tablename__ = "source"

    id: str = Field(primary_key=True)
    document: str = Field(sa_type=Text)


class VisitRow(SQLModel, table=True):
    """One look at a source: when, at which address or file, and what came of it. Never changed.

    Hidden as long as what it brought is (``visible_from``, ``private``).
    """

    __tablename__ = "source_visit"
    __table_args__ = (
        Index("ix_source_visit_source", "source_id", "id"),
        _private("source_visit"),
        visible_from_index("source_visit"),
    )

    id: int | None = Field(default=None, primary_key=True)
    source_id: str
    visited_at: datetime
    place: str
    outcome: str
    message: str = Field(sa_type=Text)
    release: str
    published_text: str
    added: int
    corrected: int
    visible_from: datetime | None = None
    private: bool = Field(default=False, sa_column_kwargs=_FALSE)


class ObservationRow(SQLModel, table=True):
    """What one release says about one period.

    Never overwritten. A slip in copying a release is mended by a row with a higher ``correction``;
    what the publisher itself revises is another release. ``value`` is empty where the publisher gives
    a status instead. The key comes first and holds the rows of a series together on disk.
    """

    __tablename__ = "observation"
    __table_args__ = {"sqlite_with_rowid": False}

    series_id: int = Field(primary_key=True, foreign_key="series.id")
    period: str = Field(primary_key=True)
    release_id: int = Field(primary_key=True, foreign_key="release.id")
    correction: int = Field(default=0, primary_key=True, sa_type=SmallInteger)
    ordinal: int
    period_start: date
    period_end: date
    value: float | None
    status: str
    evidence: str
    note: str | None
    load_id: int = Field(foreign_key="load.id")


# Those of access, calibrations, edits, judgements, runs, sign-ins and suspected breaks stand in files of their own and belong to the same store.
import service.store.access_tables  # noqa: E402
import service.store.calibration_tables  # noqa: E402
import service.store.editing_tables  # noqa: E402
import service.store.judgement_tables  # noqa: E402
import service.store.run_tables  # noqa: E402
import service.store.sign_in_table  # noqa: E402
import service.store.suspicion_tables  # noqa: E402, F401
