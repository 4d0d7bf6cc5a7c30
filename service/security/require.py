"""What a route asks of whoever asks it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from fastapi import Security
from fastapi.routing import APIRoute
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from service.security.errors import CredentialsMissing, ScopeTooSmall
from service.security.principal import ANONYMOUS, Principal, Scope

_BEARER = HTTPBearer(
    scheme_name="bearer", auto_error=False, description="A key of this service: `Authorization: Bearer hw_…`."
)
_HEADER = APIKeyHeader(
    name="X-API-Key",
    scheme_name="apiKey",
    auto_error=False,
    description="The same key in a header of its own.",
)


def principal_of(request: HTTPConnection) -> Principal:
    """Who asks; nobody in particular where no key was sent."""
    principal: Principal = request.scope.get("state", {}).get("principal", ANONYMOUS)
    return principal


def require(request: HTTPConnection, scope: Scope) -> Principal:
    """Who asks, if they may. Raises CredentialsMissing without a key, ScopeTooSmall with too small a one."""
    principal = principal_of(request)
    if principal.may(scope):
        return principal
    if principal is ANONYMOUS:
        raise CredentialsMissing(f"This takes a key with the scope “{scope}”.", needed=scope)
    raise ScopeTooSmall(needed=scope, held=principal.scope)


class GuardedRoute(APIRoute):
    """A route for those who hold ``needed``, refused to others before a byte of the body is read.

    Make one class a scope (``class _Route(GuardedRoute): needed = Scope.EDITOR``), give it to
    ``APIRouter(route_class=…, dependencies=[documented()])``, and answer with ``answer_once`` or ``write``: what
    not everybody may read is kept on no shelf.
    """

    needed: ClassVar[Scope] = Scope.ADMIN

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of the framework, behind the check."""
        plain = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            require(request, self.needed)
            return await plain(request)

        return guarded


def _documented(_bearer: object = Security(_BEARER), _header: object = Security(_HEADER)) -> None:
    """Says in the OpenAPI description that a key is taken, in either header."""


DOCUMENTED: Any = Security(_documented)
"""A dependency for routers whose routes take a key."""
