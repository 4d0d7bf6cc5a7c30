"""The problems that any resource may answer with."""

from __future__ import annotations

from service.api.errors import (
    FormatNotOffered,
    HeadersTooLarge,
    ParametersInvalid,
    QueryTooLong,
    StoreUnavailable,
    TakesTooLong,
    Unexpected,
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
