"""The problems that any resource may answer with."""

from __future__ import annotations

from service.api.errors import FormatNotOffered, ParametersInvalid, StoreUnavailable, Unexpected

COMMON = (FormatNotOffered, ParametersInvalid, Unexpected, StoreUnavailable)
