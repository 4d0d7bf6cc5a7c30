"""What ``schemathesis_campaign.py`` lets schemathesis load: ids and bodies that are there, and a key that may."""

from __future__ import annotations

import os
from typing import Any

import schemathesis

from tests.service.api.real_entries import RealEntries

_REAL = RealEntries(
    os.environ["HEADWAY_ASKED"], {"Authorization": f"Bearer {os.environ['HEADWAY_ASKED_KEY']}"}
)


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Put in what is there."""
    _REAL.before_call(context, case, kwargs)
