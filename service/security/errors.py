"""Why a request is not let through, and what would let it through.

::

    RequestError
    └── AccessRefused
        ├── CredentialsMissing      it takes a key, and none was sent
        ├── CredentialsInvalid      what was sent opens nothing
        │   ├── KeyMalformed        it does not look like a key
        │   ├── KeyUnknown          no key is of this id and secret
        │   ├── KeyExpired
        │   └── KeyRevoked
        ├── ScopeTooSmall           the key may not do this
        ├── FormForeign             a form that was not made for whoever sends it
        └── TooManyRequests
"""

from __future__ import annotations

from service.api.errors import RequestError

REALM = 'Bearer realm="Headway"'


class AccessRefused(RequestError):
    """A request that is not let through; ``headers`` go out with the refusal."""

    code = "access_refused"


class CredentialsMissing(AccessRefused):
    """It takes a key, and none was sent."""

    code = "credentials_missing"

    def __init__(self, message: str, *, needed: str) -> None:
        super().__init__(
            f"{message} Send a key in the header: Authorization: Bearer hw_….",
            path="header.authorization",
            detail={"scope_needed": needed, "command": f"headway keys create NAME --scope {needed}"},
        )
        self.headers = {"WWW-Authenticate": f'{REALM}, scope="{needed}"'}


class CredentialsInvalid(AccessRefused):
    """What was sent opens nothing. ``remedy_sent`` is plain ASCII, for the header."""

    code = "credentials_invalid"

    def __init__(self, message: str, *, remedy_sent: str, path: str = "header.authorization") -> None:
        super().__init__(message, path=path, detail=remedy_sent)
        self.headers = {
            "WWW-Authenticate": f'{REALM}, error="invalid_token", error_description="{remedy_sent}"'
        }


class KeyMalformed(CredentialsInvalid):
    """It does not look like a key."""

    code = "key_malformed"


class KeyUnknown(CredentialsInvalid):
    """No key is of this id and secret."""

    code = "key_unknown"


class KeyExpired(CredentialsInvalid):
    """The key was good until a day that is past."""

    code = "key_expired"


class KeyRevoked(CredentialsInvalid):
    """The key was taken back."""

    code = "key_revoked"


class SignInOver(CredentialsInvalid):
    """Whoever signed in has signed out since, or their time is over."""

    code = "sign_in_over"

    def __init__(self) -> None:
        super().__init__("You are signed in no longer.", remedy_sent="Sign in again.", path="header.cookie")


class FormForeign(AccessRefused):
    """A form that was not made for whoever sends it, as when another site has them send it."""

    code = "form_foreign"

    def __init__(self) -> None:
        super().__init__(
            "This form was not made for you, or its time is over. Nothing was changed. Open the page again and send it "
            "from there.",
            path="body.csrf",
        )
        self.headers = {}


class ScopeTooSmall(AccessRefused):
    """The key may not do this; it names the scope needed and the scope held."""

    code = "scope_too_small"

    def __init__(self, *, needed: str, held: str) -> None:
        super().__init__(
            f"This takes a key with the scope “{needed}”; yours has “{held}”. Ask whoever runs this service for one.",
            path="header.authorization",
            detail={"scope_needed": needed, "scope_held": held},
        )
        self.headers = {"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{needed}"'}


class TooManyRequests(AccessRefused):
    """More requests than are allowed in a time; ``Retry-After`` says when there is room again."""

    code = "too_many_requests"

    def __init__(self, *, allowed: int, seconds: int, wait: int, keyed: bool) -> None:
        hint = "" if keyed else " A key is allowed more."
        super().__init__(
            f"At most {allowed} requests are answered in {seconds} seconds. Wait {wait} seconds and go on.{hint}",
            path="header",
            detail={"requests": allowed, "seconds": seconds, "retry_after": wait},
        )
        self.headers = {"Retry-After": str(wait)}
