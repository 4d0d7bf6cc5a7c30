"""Telling a sender everything that is wrong with a body at once: its form, and what it says.

The framework stops at the form; here the fields that are sound in form are checked against the store too.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from service.api.errors import Fault, ParametersInvalid
from service.api.validation import parameters_invalid

if TYPE_CHECKING:
    from sqlmodel import Session

    from service.api.desk import Desk
    from service.operations.draft_errors import DraftInvalid


_WHERE = {"indicator_unknown": "/v1/indicators", "area_unknown": "/v1/indicators/{indicator}/observations"}
"""Where what is known of a kind is listed."""


class ThoroughRoute(APIRoute):
    """A route that answers a faulty body with all its faults. ``sent`` is the model, ``placeholder`` what it needs."""

    sent: ClassVar[type[BaseModel]]
    placeholder: ClassVar[Mapping[str, Any]] = {}

    @classmethod
    def look(cls, session: Session, fields: Mapping[str, Any], faulty: frozenset[str]) -> DraftInvalid | None:
        """What is wrong with the sound fields by what they say."""
        raise NotImplementedError

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of the framework, with the rest of the faults added to those it finds."""
        plain = super().get_route_handler()

        async def thorough(request: Request) -> Response:
            try:
                return await plain(request)
            except RequestValidationError as error:
                if not isinstance(error.body, Mapping):
                    raise
                raise await run_in_threadpool(self._told, request, error) from error

        return thorough

    def _told(self, request: Request, error: RequestValidationError) -> ParametersInvalid:
        found, body = parameters_invalid(error.errors(), []), error.body
        faulty = frozenset(
            str(item["loc"][1])
            for item in error.errors()
            if item["loc"][0] == "body" and len(item["loc"]) > 1
        )
        fields = self._sound(body, faulty)
        if fields is None:
            return found
        desk: Desk = request.app.state.desk
        with desk.reading(request) as session:
            more = self.look(session, fields, faulty)
        return found if more is None else invalid(more, (*found.faults,))

    def _sound(self, body: Mapping[str, Any], faulty: frozenset[str]) -> dict[str, Any] | None:
        known = {name: value for name, value in body.items() if name not in faulty}
        needed = {name: value for name, value in self.placeholder.items() if name not in known}
        try:
            read = self.sent.model_validate({**known, **needed})
        except ValidationError:
            return None
        return {k: v for k, v in read.model_dump(exclude_unset=True).items() if k not in needed}


def invalid(error: DraftInvalid, before: tuple[Fault, ...] = ()) -> ParametersInvalid:
    """Everything that is wrong, as the refusal of a request."""
    faults = (
        *before,
        *(
            Fault(item.code, item.message, f"body.{item.field}", item.allowed or _WHERE.get(item.code))
            for item in error.wrong
        ),
    )
    return ParametersInvalid(" ".join(fault.message for fault in faults), faults=faults)
