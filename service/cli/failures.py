"""What the command line says when something goes wrong: what, where and the remedy; never a traceback.

Exit codes: 0 done, 1 failed, 2 misuse (typer's own), 130 stopped from the keyboard.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

FAILED = 1


@contextmanager
def mended() -> Iterator[None]:
    """Print an error that its sender can mend, and end with exit code 1."""
    from forecasting.errors import HeadwayError

    try:
        yield
    except HeadwayError as error:
        say_error(error)
        raise typer.Exit(FAILED) from error
    except BrokenPipeError as error:
        # The reader of a pipe (head, less) has enough; Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(FAILED) from error
    except OSError as error:
        typer.echo(f"{typer.style('Error:', fg='red', bold=True)} {error}", err=True)
        raise typer.Exit(FAILED) from error


def say_error(error: Exception) -> None:
    """The message and the remedy on standard error."""
    from datasets.errors import FileInvalid

    message = getattr(error, "message", str(error))
    # The problems of a file carry their remedies in the message.
    remedy = None if isinstance(error, FileInvalid) else getattr(error, "remedy", None)
    typer.echo(f"{typer.style('Error:', fg='red', bold=True)} {message}", err=True)
    if remedy:
        typer.echo(f"       {remedy}", err=True)


def misuse(message: str) -> typer.BadParameter:
    """A wrong use of options, which ends with exit code 2 and the usage line."""
    return typer.BadParameter(message)
