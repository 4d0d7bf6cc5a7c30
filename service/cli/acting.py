"""On whose behalf the command line acts, as it is kept in the audit."""

from __future__ import annotations

import getpass


def who() -> str:
    """The person at the command line: ``command line: <user>``."""
    try:
        return f"command line: {getpass.getuser()}"
    except (OSError, KeyError):  # a user without a name, as in some containers
        return "command line: unknown"
