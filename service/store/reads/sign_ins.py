"""Those who have signed in."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session

from service.store.bulk import table_of
from service.store.sign_in_records import SignInRecord
from service.store.sign_in_table import SignInRow

_SIGN_INS = table_of(SignInRow)


def sign_in(session: Session, id_: str) -> SignInRecord | None:
    """The sign-in with a hash, whether or not its time is over."""
    row = session.connection().execute(select(_SIGN_INS).where(_SIGN_INS.c.id == id_)).one_or_none()
    return None if row is None else SignInRecord(**row._mapping)
