"""Keys and the audit, for those who run the service."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from service.api.schemas.shape import Links, Listing, Shape
from service.security.principal import Scope
from service.store.key_records import KeyState

Reason = Annotated[
    str,
    Field(
        min_length=1, max_length=2000, pattern=r"\S", description="Why, in a sentence: the audit keeps it."
    ),
]


class KeySent(BaseModel):
    """A key that somebody is to have."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(
        min_length=1, max_length=100, description="Whose it is.", examples=["Dashboard of the NHS team"]
    )
    scope: Scope = Field(description="What it is for; each includes those before it.")
    expires_at: AwareDatetime | None = Field(
        default=None, description="When it ends; null: never.", examples=["2099-01-01T00:00:00Z"]
    )
    early: bool = Field(default=False, description="Sees releases before their instant.")
    private: bool = Field(default=False, description="Sees what is not for the public.")
    reason: Reason


class KeyShape(Shape):
    """A key, without its secret."""

    id: str = Field(description="The part of it that may be seen.")
    name: str
    scope: Scope
    state: KeyState
    early: bool
    private: bool
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None = Field(description="At most a minute behind.")
    links: Links


class NewKeyShape(KeyShape):
    """A key that was just made."""

    key: str | None = Field(
        description="The key itself, shown this once and kept nowhere; null where the request is sent again."
    )


class KeyList(Listing):
    """Every key there ever was, newest first."""

    items: list[KeyShape]


class AuditShape(Shape):
    """One thing that was done."""

    number: int = Field(description="Counts up; a line is never changed or removed.")
    at: datetime
    who: str
    action: str = Field(description="Stable name.", examples=["key.created"])
    subject: str = Field(description="Kind and id.", examples=["key/3f9a1c2b4d5e"])
    before: Any = Field(description="What was there, or null.")
    after: Any = Field(description="What is there now, or null.")
    why: str


class AuditList(Listing):
    """What was done, newest first."""

    items: list[AuditShape]
