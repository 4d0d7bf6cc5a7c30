"""What a request can ask that cannot be answered, and what to ask instead.

::

    HeadwayError
    └── RequestError
        ├── NothingHere            no resource has this address
        ├── Unknown                no mission, indicator or target has this id
        ├── NotAssessed            no assessment was known on that day
        ├── AssessmentOutdated     it rests on other data than are held now
        ├── NoCurrentCourse        the target is settled, or has no probability
        ├── NotReplayed            no replay of the target's series is stored
        ├── NotDecomposed          no gap of the target is shared out among places
        ├── MethodNotAllowed
        ├── FormatNotOffered
        ├── ParametersInvalid      all that is wrong with path and query, at once
        │   └── CursorInvalid
        ├── MediaTypeNotRead       a body that is not JSON
        ├── BodyTooLarge
        ├── BodyTooSlow            the rest of it does not come
        ├── QueryTooLong
        ├── HeadersTooLarge
        ├── TakesTooLong           the answer was not ready in time
        ├── VersionMissing         a change without If-Match
        ├── VersionOutdated        what is to be changed is not what it was
        ├── KeyReused              an Idempotency-Key that stands for another request
        ├── RequestUnderWay        the first request with this Idempotency-Key is not done
        ├── AccessRefused          in service.security.errors
        │   ├── CredentialsMissing
        │   ├── CredentialsInvalid
        │   │   └── KeyMalformed, KeyUnknown, KeyExpired, KeyRevoked, SignInOver
        │   ├── ScopeTooSmall
        │   ├── FormForeign
        │   └── TooManyRequests
        ├── StoreUnavailable       the database does not answer
        ├── BulkBusy               as many large answers are under way as may be
        ├── NotReady               something the service needs is missing
        └── Unexpected             our fault; the log knows more

``service.api.problems`` says which HTTP status each has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from forecasting.errors import HeadwayError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a stable code, a sentence, where it is, and what would be allowed."""

    code: str
    message: str
    path: str | None = None
    detail: object = None


class RequestError(HeadwayError):
    """A request that cannot be answered; ``faults`` lists everything that is wrong with it.

    ``headers`` go out with the answer.
    """

    code: ClassVar[str] = "request_error"

    def __init__(
        self, message: str, *, path: str | None = None, detail: object = None, faults: tuple[Fault, ...] = ()
    ) -> None:
        super().__init__(message, field=path)
        self.headers: Mapping[str, str] = {}
        self.faults = faults or (Fault(self.code, message, path, detail),)


class NothingHere(RequestError):
    """No resource has this address."""

    code = "not_found"


class Unknown(RequestError):
    """No mission, indicator or target has this id."""

    code = "unknown_id"


class NotAssessed(RequestError):
    """No stored assessment rests on information of that day or before."""

    code = "not_assessed"


class AssessmentOutdated(RequestError):
    """The stored assessment rests on other data, or another definition, than are held now."""

    code = "assessment_outdated"


class NoCurrentCourse(RequestError):
    """The target is settled or has no probability, so there is no current course to change."""

    code = "no_current_course"


class NotReplayed(RequestError):
    """No replay of the target's series from past days is stored."""

    code = "not_replayed"


class NotDecomposed(RequestError):
    """The gap of the target is not shared out among places."""

    code = "not_decomposed"


class MethodNotAllowed(RequestError):
    """The resource exists, but not for this method."""

    code = "method_not_allowed"


class FormatNotOffered(RequestError):
    """The resource has no representation the client accepts."""

    code = "format_not_offered"


class ParametersInvalid(RequestError):
    """Something in the path or the query cannot be used."""

    code = "parameters_invalid"


class CursorInvalid(ParametersInvalid):
    """A cursor that this listing did not hand out."""

    code = "cursor_invalid"


class MediaTypeNotRead(RequestError):
    """The body is of a kind that is not read here."""

    code = "media_type_not_read"


class BodyTooLarge(RequestError):
    """The request carries more than is read."""

    code = "body_too_large"


class QueryTooLong(RequestError):
    """The query is longer than any sensible one."""

    code = "query_too_long"


class BodyTooSlow(RequestError):
    """The rest of the body did not come in time."""

    code = "body_too_slow"


class HeadersTooLarge(RequestError):
    """More headers, or longer ones, than any sensible request has."""

    code = "headers_too_large"


class TakesTooLong(RequestError):
    """The answer was not ready in time."""

    code = "takes_too_long"


class VersionMissing(RequestError):
    """A change that does not say what it is a change of."""

    code = "version_missing"


class VersionOutdated(RequestError):
    """What is to be changed is not what it was when the sender read it."""

    code = "version_outdated"


class KeyReused(RequestError):
    """This Idempotency-Key stands for another request."""

    code = "idempotency_key_reused"


class RequestUnderWay(RequestError):
    """The first request with this Idempotency-Key is not done yet."""

    code = "request_under_way"


class StoreUnavailable(RequestError):
    """The database does not answer now."""

    code = "store_unavailable"


class BulkBusy(RequestError):
    """As many large answers are being sent as may be at once."""

    code = "bulk_busy"


class NotReady(RequestError):
    """Something the service needs is missing; ``faults`` names each thing."""

    code = "not_ready"


class Unexpected(RequestError):
    """Something went wrong here; the reference finds it in the log."""

    code = "internal_error"
