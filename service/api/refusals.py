"""The problems that any resource may answer with."""

from __future__ import annotations

from service.api.errors import (
    BodyTooLarge,
    BodyTooSlow,
    FormatNotOffered,
    HeadersTooLarge,
    KeyReused,
    ParametersInvalid,
    QueryTooLong,
    RequestUnderWay,
    StoreUnavailable,
    TakesTooLong,
    Unexpected,
    VersionMissing,
    VersionOutdated,
)
from service.security.errors import CredentialsMissing, KeyUnknown, ScopeTooSmall, TooManyRequests

COMMON = (
    FormatNotOffered,
    ParametersInvalid,
    Unexpected,
    StoreUnavailable,
    KeyUnknown,
    TooManyRequests,
    QueryTooLong,
    HeadersTooLarge,
    TakesTooLong,
)

GUARDED = (CredentialsMissing, ScopeTooSmall)
"""Those of a resource that takes a key of a certain scope."""

WRITTEN = (*GUARDED, KeyReused, RequestUnderWay, BodyTooLarge, BodyTooSlow)
"""Those of a resource that is written."""

CHANGED = (*WRITTEN, VersionMissing, VersionOutdated)
"""Those of a resource that is changed, and whose sender must say what it read."""
