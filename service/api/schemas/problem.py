"""A problem document (RFC 9457)."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from service.api.schemas.shape import Shape


class FaultShape(Shape):
    """One thing that is wrong."""

    code: str = Field(description="Stable name.")
    message: str
    path: str | None = Field(description="Where: `query.limit`, `path.target_id`, `header.accept`.")
    detail: Any = Field(description="What is allowed, or how to get what was asked for.")


class Problem(Shape):
    """Why a request was not answered, and what to do about it."""

    type: str = Field(description="Address of the documentation of this kind of problem.")
    title: str
    status: int
    detail: str
    instance: str = Field(description="The request it is about.")
    code: str = Field(description="Stable name; the end of `type`.")
    request_id: str | None = Field(
        description="The name of the request, as in `X-Request-Id`: name it to those who run the service."
    )
    errors: list[FaultShape] = Field(description="Everything that is wrong, at once.")
