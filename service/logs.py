"""How the service writes its log: for people, or a JSON object a line for machines."""

from __future__ import annotations

import sys
from enum import StrEnum

import structlog


class LogFormat(StrEnum):
    """The two forms of the log."""

    PLAIN = "plain"
    JSON = "json"


def write_log(form: LogFormat) -> None:
    """Write the log of this process to standard error in a form. Neither shows the values of variables."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if form is LogFormat.JSON:
        last: list[structlog.typing.Processor] = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    else:
        plain = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
        last = [plain]
    structlog.configure(
        processors=[*shared, *last],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
