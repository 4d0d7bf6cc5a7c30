"""A bar appears on a terminal after two seconds, and nowhere else."""

from __future__ import annotations

import io
import sys

import pytest

from service.cli.progress import Bar


class Screen(io.StringIO):
    """Standard error on a terminal, or in a file."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def told(monkeypatch: pytest.MonkeyPatch, *, terminal: bool, patience: float) -> str:
    screen = Screen(terminal=terminal)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with Bar("Judging", patience=patience) as bar:
        for done in range(5):
            bar(done + 1, 5)
        bar.stage("Keeping", 5, 5)
    return screen.getvalue()


def test_long_work_on_a_terminal_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "5/5" in told(monkeypatch, terminal=True, patience=0)


def test_short_work_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, terminal=True, patience=60) == ""


def test_a_file_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, terminal=False, patience=0) == ""
