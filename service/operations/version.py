"""The version of Headway that makes a judgement or a calibration."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def code_version() -> str:
    """The version of Headway that is installed."""
    try:
        return version("headway")
    except PackageNotFoundError:
        return "unknown"
