"""Errors as RFC 9457 problem documents: one table from error class to status and title."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus

from pydantic_core import PydanticSerializationError, to_json
from starlette.responses import Response

from forecasting.errors import HeadwayError
from service.api.errors import (
    AssessmentOutdated,
    BodyTooLarge,
    BodyTooSlow,
    BulkBusy,
    Fault,
    FormatNotOffered,
    HeadersTooLarge,
    KeyReused,
    MediaTypeNotRead,
    MethodNotAllowed,
    NoCurrentCourse,
    NotAssessed,
    NotDecomposed,
    NothingHere,
    NotReady,
    NotReplayed,
    ParametersInvalid,
    QueryTooLong,
    RequestError,
    RequestUnderWay,
    StoreUnavailable,
    TakesTooLong,
    Unexpected,
    Unknown,
    VersionMissing,
    VersionOutdated,
)
from service.api.request_id import this_request
from service.charts.errors import ChartRefused, ChartUnavailable
from service.jobs.errors import JobNotFailed, JobOutdated, JobOver, JobsUnavailable
from service.operations.editing.errors import EditRefused
from service.operations.recalibration.errors import CalibrationConflict
from service.security.errors import (
    AccessRefused,
    CredentialsInvalid,
    CredentialsMissing,
    ScopeTooSmall,
    TooManyRequests,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = {"Retry-After": "5"}
TYPE_BASE = "/docs#"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """What all problems of one class share."""

    status: int
    title: str


PROBLEM_TYPES: Mapping[type[HeadwayError], ProblemType] = {
    NothingHere: ProblemType(404, "There is nothing at this address"),
    Unknown: ProblemType(404, "There is no entry with this id"),
    NotAssessed: ProblemType(404, "The target had not been assessed"),
    AssessmentOutdated: ProblemType(409, "The assessment is out of date"),
    NoCurrentCourse: ProblemType(409, "There is no current course to change"),
    NotReplayed: ProblemType(404, "The target has no backtest"),
    NotDecomposed: ProblemType(404, "The gap is not shared out among places"),
    CalibrationConflict: ProblemType(409, "The calibration cannot be changed like this"),
    EditRefused: ProblemType(409, "The entry cannot be changed like this"),
    JobOver: ProblemType(409, "The job is over"),
    JobNotFailed: ProblemType(409, "The job has not failed"),
    JobOutdated: ProblemType(409, "Another version began the job"),
    JobsUnavailable: ProblemType(503, "The database of the jobs does not answer"),
    MethodNotAllowed: ProblemType(405, "This method is not allowed here"),
    FormatNotOffered: ProblemType(406, "This format is not offered"),
    MediaTypeNotRead: ProblemType(415, "A body of this kind is not read"),
    BodyTooLarge: ProblemType(413, "The request is too large"),
    QueryTooLong: ProblemType(414, "The query is too long"),
    AccessRefused: ProblemType(403, "This is not for whoever asks"),
    CredentialsMissing: ProblemType(401, "This takes a key"),
    CredentialsInvalid: ProblemType(401, "This key opens nothing"),
    ScopeTooSmall: ProblemType(403, "This key may not do that"),
    RequestUnderWay: ProblemType(409, "This request is under way"),
    VersionOutdated: ProblemType(412, "It has changed meanwhile"),
    KeyReused: ProblemType(422, "This Idempotency-Key stands for another request"),
    VersionMissing: ProblemType(428, "Say what it is a change of"),
    BodyTooSlow: ProblemType(408, "The request did not arrive in time"),
    TooManyRequests: ProblemType(429, "Too many requests"),
    HeadersTooLarge: ProblemType(431, "The headers are too large"),
    TakesTooLong: ProblemType(504, "The answer was not ready in time"),
    ParametersInvalid: ProblemType(422, "The request cannot be used as it stands"),
    HeadwayError: ProblemType(422, "The request cannot be used as it stands"),
    Unexpected: ProblemType(500, "Something went wrong here"),
    ChartRefused: ProblemType(500, "The chart cannot be drawn"),
    ChartUnavailable: ProblemType(503, "The chart cannot be drawn now"),
    StoreUnavailable: ProblemType(503, "The store does not answer"),
    BulkBusy: ProblemType(503, "Too many large answers are under way"),
    NotReady: ProblemType(503, "The service is not ready"),
}


def problem_type(error: type[HeadwayError]) -> ProblemType:
    """The row of the table for a class or its nearest listed ancestor."""
    return next(PROBLEM_TYPES[cls] for cls in error.__mro__ if cls in PROBLEM_TYPES)


def problem_document(
    error: HeadwayError, instance: str, kind: ProblemType | None = None
) -> dict[str, object]:
    """The problem as RFC 9457 has it, with the stable code and everything that is wrong."""
    kind = kind or problem_type(type(error))
    faults = (
        error.faults
        if isinstance(error, RequestError)
        else (Fault(error.code, error.message, error.field, error.remedy),)
    )
    return {
        "type": f"{TYPE_BASE}{error.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": str(error),
        "instance": instance,
        "code": error.code,
        "request_id": this_request(),
        "errors": [asdict(fault) for fault in faults],
    }


def problem_response(
    error: HeadwayError,
    instance: str,
    *,
    kind: ProblemType | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The HTTP response that tells of an error. Never cached: what is wrong now may be right in a minute."""
    kind = kind or problem_type(type(error))
    return Response(
        _written(problem_document(error, instance, kind)),
        status_code=kind.status,
        media_type=MEDIA_TYPE,
        headers={
            "Cache-Control": "no-store",
            **(RETRY_AFTER if kind.status == HTTPStatus.SERVICE_UNAVAILABLE else {}),
            **_own_headers(error),
            **(headers or {}),
        },
    )


def _written(document: Mapping[str, object]) -> bytes:
    try:
        return to_json(document)
    except PydanticSerializationError:
        # What was sent may hold half of a letter, as JSON can say and UTF-8 cannot.
        return json.dumps(document, ensure_ascii=False, default=str).encode("utf-8", "replace")


def _own_headers(error: HeadwayError) -> Mapping[str, str]:
    return error.headers if isinstance(error, RequestError) else {}
