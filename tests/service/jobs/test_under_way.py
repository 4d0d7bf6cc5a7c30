"""What a worker has taken and is not at any more is found, after a while in which the engine may be about it."""

from __future__ import annotations

import pytest

from service.jobs.under_way import PATIENCE, Lost, noted


def test_what_is_not_under_way_is_lost_after_a_while_and_named_once():
    now = 0.0
    lost = Lost(lambda: now)
    with noted("r"):
        assert lost.among(["r", "r.1"]) == []
        now = PATIENCE - 1
        assert lost.among(["r", "r.1"]) == []
        now = PATIENCE
        assert lost.among(["r", "r.1"]) == ["r.1"]
        assert lost.among(["r", "r.1"]) == []
    # What has ended is given the time to be noted, and what was finished meanwhile is forgotten.
    assert lost.among(["r"]) == []
    now += PATIENCE
    assert lost.among([]) == []
    assert lost.among(["r"]) == []


def test_what_failed_unnoticed_is_lost():
    now = 0.0
    lost = Lost(lambda: now)
    with pytest.raises(ZeroDivisionError), noted("r"):
        1 / 0  # noqa: B018
    assert lost.among(["r"]) == []
    now = PATIENCE
    assert lost.among(["r"]) == ["r"]
