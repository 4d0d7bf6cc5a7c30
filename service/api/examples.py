"""What the documentation shows: real answers kept in files, and a real problem document for each error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import structlog

from forecasting.errors import HeadwayError
from service.api.errors import (
    AssessmentOutdated,
    BodyTooLarge,
    BodyTooSlow,
    BulkBusy,
    CursorInvalid,
    Fault,
    FormatNotOffered,
    HeadersTooLarge,
    KeyReused,
    MediaTypeNotRead,
    NoCurrentCourse,
    NotAssessed,
    NotDecomposed,
    NotReady,
    NotReplayed,
    ParametersInvalid,
    QueryTooLong,
    RequestUnderWay,
    StoreUnavailable,
    TakesTooLong,
    Unexpected,
    Unknown,
    VersionMissing,
    VersionOutdated,
)
from service.api.missing import not_assessed, unknown
from service.api.problems import problem_document
from service.api.validation import not_json_at_all, parameters_invalid
from service.charts.errors import ChartUnavailable
from service.jobs.errors import JobNotFailed, JobOutdated, JobOver, JobsUnavailable
from service.operations.editing.errors import EntryNeeded, IdTaken, NothingEdited
from service.operations.recalibration.errors import (
    CalibrationNotOpen,
    ChallengerOfOtherCode,
    ChallengerOutdated,
    ChampionChanged,
    NothingToRollBack,
)
from service.security.errors import CredentialsMissing, KeyUnknown, ScopeTooSmall, TooManyRequests

log = structlog.get_logger(__name__)

_FOLDER = Path(__file__).parent / "examples"
_TARGET = "/v1/targets/uk-homes-1.5m"
_REQUEST = "4c1d0f5e9b7a4e21a6d3c8f0b2e97a15"
_EXAMPLES: Mapping[type[HeadwayError], tuple[HeadwayError, str]] = {
    Unknown: (unknown("target", "uk-homes-15m", ["uk-homes-1.5m"]), "/v1/targets/uk-homes-15m"),
    NotAssessed: (
        not_assessed("uk-homes-1.5m", date(2024, 7, 31)),
        f"{_TARGET}/assessment?as_of=2024-07-31",
    ),
    AssessmentOutdated: (
        AssessmentOutdated(
            "Something “uk-homes-1.5m” rests on has changed since it was judged. This service judges nothing itself; "
            "to bring it up to date, run: headway prepare",
            path="path.target_id",
            detail={"command": "headway prepare"},
        ),
        f"{_TARGET}/what-if?scenario=delay&years=1",
    ),
    NoCurrentCourse: (
        NoCurrentCourse(
            "“uk-homes-1.5m” has no current course to change. It stands as “met”.",
            path="path.target_id",
            detail="Scenarios are for targets that have a probability.",
        ),
        f"{_TARGET}/what-if?scenario=delay&years=1",
    ),
    NothingEdited: (NothingEdited("target", "uk-homes-1.5m"), _TARGET),
    IdTaken: (IdTaken("uk-homes-1.5m"), _TARGET),
    EntryNeeded: (EntryNeeded("uk-homes-1.5m", by=["uk-homes-all"]), _TARGET),
    JobOver: (
        JobOver("reassessment-3f9a1c2b4d5e6f70", "done"),
        "/v1/jobs/reassessment-3f9a1c2b4d5e6f70/cancel",
    ),
    JobNotFailed: (
        JobNotFailed("reassessment-3f9a1c2b4d5e6f70", "cancelled"),
        "/v1/jobs/reassessment-3f9a1c2b4d5e6f70/resume",
    ),
    JobOutdated: (
        JobOutdated("reassessment-3f9a1c2b4d5e6f70", "0.1.0/engine-5/jobs-1"),
        "/v1/jobs/reassessment-3f9a1c2b4d5e6f70/resume",
    ),
    JobsUnavailable: (JobsUnavailable(), "/v1/jobs"),
    CalibrationNotOpen: (
        CalibrationNotOpen(
            "Calibration 3 is rejected, not a challenger (Too wide).",
            field="id",
            value=3,
            remedy="Recalibrate again to make a challenger.",
        ),
        "/v1/calibrations/3/promote",
    ),
    ChampionChanged: (
        ChampionChanged(
            "Challenger 3 was compared with the engine as it ships, but calibration 2 is in use now.",
            field="id",
            value=3,
            remedy="Recalibrate again, to compare it with the champion of today.",
        ),
        "/v1/calibrations/3/promote",
    ),
    ChallengerOutdated: (
        ChallengerOutdated(
            "Challenger 3 was compared on figures up to 2025-05-08, the champion on those up to 2025-06-12.",
            field="id",
            value=3,
            remedy="Recalibrate again, on the figures of today.",
        ),
        "/v1/calibrations/3/promote",
    ),
    ChallengerOfOtherCode: (
        ChallengerOfOtherCode(
            "Challenger 3 was made by Headway 0.1.0 with engine 3; this is Headway 0.1.0 with engine 4.",
            field="code_version",
            value="0.1.0",
            remedy="Recalibrate again with this version.",
        ),
        "/v1/calibrations/3/promote",
    ),
    NothingToRollBack: (
        NothingToRollBack(
            "“rtt_pct_within_18w” is forecast with the engine as it ships; there is nothing to roll back.",
            field="indicator",
            value="rtt_pct_within_18w",
        ),
        "/v1/indicators/rtt_pct_within_18w/calibration/rollback",
    ),
    NotDecomposed: (
        NotDecomposed(
            "No gap of “uk-cb5” is shared out. That needs a count or an amount still to come, and figures of places "
            "that add up to it, as new as its own: load them, and run headway prepare.",
            path="path.target_id",
            detail={"command": "headway prepare"},
        ),
        "/v1/targets/uk-cb5/areas",
    ),
    NotReplayed: (
        NotReplayed(
            "“uk-homes-1.5m” has no backtest. No replay of its series is stored. To make those of all series that "
            "have figures, run: headway prepare",
            path="path.target_id",
            detail={"command": "headway prepare"},
        ),
        f"{_TARGET}/backtest",
    ),
    BodyTooLarge: (
        BodyTooLarge("A request may carry at most 65536 bytes.", path="body"),
        f"{_TARGET}/what-if",
    ),
    FormatNotOffered: (
        FormatNotOffered(
            "Offered here: application/json, text/csv, application/csvm+json.",
            path="header.accept",
            detail=["application/json", "text/csv", "application/csvm+json"],
        ),
        "/v1/targets",
    ),
    ParametersInvalid: (
        parameters_invalid(
            [
                {
                    "type": "extra_forbidden",
                    "loc": ("query", "asof"),
                    "msg": "Extra inputs are not permitted",
                    "input": "2025-06-30",
                }
            ],
            ["as_of"],
        ),
        f"{_TARGET}/assessment?asof=2025-06-30",
    ),
    CursorInvalid: (
        CursorInvalid(
            "This cursor belongs to another list or question. Begin again without it, and follow links.next.",
            path="query.cursor",
        ),
        "/v1/targets?cursor=WyJhYmMiXQ",
    ),
    Unexpected: (
        Unexpected(
            "Something went wrong that is not your fault. Nothing was changed. Whoever runs this service "
            "finds it in the log under 5f0c1f8e6f0b4a5d8a3c2b1d0e9f8a7b.",
            detail={"reference": "5f0c1f8e6f0b4a5d8a3c2b1d0e9f8a7b"},
        ),
        _TARGET,
    ),
    NotReady: (
        NotReady(
            "No release has been loaded.",
            faults=(Fault("data", "No release has been loaded.", "data"),),
        ),
        "/health/ready",
    ),
    BulkBusy: (
        BulkBusy(
            "3 large answers are being sent already. Try again in a minute.",
            detail={"at_once": 3},
        ),
        "/v1/bulk/assessments.csv",
    ),
    ChartUnavailable: (
        ChartUnavailable("Too many charts are waiting to be drawn.", remedy="Try again in a moment."),
        f"{_TARGET}/charts/trajectory.svg",
    ),
    CredentialsMissing: (
        CredentialsMissing("This takes a key with the scope “admin”.", needed="admin"),
        "/v1/keys",
    ),
    KeyUnknown: (
        KeyUnknown(
            "No key of this service is of this id and secret.",
            remedy_sent="Check the key, or ask whoever runs this service for one.",
        ),
        _TARGET,
    ),
    ScopeTooSmall: (ScopeTooSmall(needed="admin", held="read"), "/v1/keys"),
    TooManyRequests: (TooManyRequests(allowed=600, seconds=60, wait=17, keyed=False), _TARGET),
    HeadersTooLarge: (
        HeadersTooLarge(
            "A request may have at most 100 headers of 32768 bytes together.",
            path="header",
            detail={"headers": 100, "bytes": 32768},
        ),
        _TARGET,
    ),
    QueryTooLong: (
        QueryTooLong("The query has 9005 bytes; at most 8192 are read.", path="query"),
        "/v1/targets",
    ),
    MediaTypeNotRead: (not_json_at_all("text/csv"), f"{_TARGET}/what-if"),
    BodyTooSlow: (
        BodyTooSlow("The rest of the body did not come in time. Send it again.", path="body"),
        f"{_TARGET}/what-if",
    ),
    VersionMissing: (
        VersionMissing(
            "A change says what it is a change of: send the ETag of what you read in If-Match.",
            path="header.if-match",
        ),
        "/v1/keys/3f9a1c2b4d5e",
    ),
    VersionOutdated: (
        VersionOutdated(
            "It has changed since you read it. Read it again, and send the new ETag in If-Match.",
            path="header.if-match",
        ),
        "/v1/keys/3f9a1c2b4d5e",
    ),
    KeyReused: (
        KeyReused(
            "This Idempotency-Key stands for another request, of the last 24 hours. Take a new one.",
            path="header.idempotency-key",
        ),
        "/v1/keys",
    ),
    RequestUnderWay: (
        RequestUnderWay(
            "The first request with this Idempotency-Key is not done yet. Send it again in a moment.",
            path="header.idempotency-key",
        ),
        "/v1/keys",
    ),
    TakesTooLong: (
        TakesTooLong("The answer was not ready within 30 seconds. Ask for less, or try again.", path="query"),
        "/v1/assessments.csv",
    ),
    StoreUnavailable: (
        StoreUnavailable("The store does not answer now. Try again in a moment."),
        _TARGET,
    ),
}


def example_problem(code: str) -> dict[str, Any] | None:
    """The problem document that the documentation shows for a code, or None where it shows none."""
    found = next((problem_document(*made) for error, made in _EXAMPLES.items() if error.code == code), None)
    return None if found is None else {**found, "request_id": _REQUEST}


def example_answer(file: str) -> Any:
    """The answer that the documentation shows: cut from a real one, and kept in a file. None without a file.

    The reference is worth having without one of its examples; a test sees to it that none is missing.
    """
    try:
        text = (_FOLDER / file).read_text("utf-8")
    except FileNotFoundError:
        log.warning("example_missing", file=file)
        return None
    return json.loads(text) if file.endswith(".json") else text
