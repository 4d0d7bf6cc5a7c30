"""Whether an address can be listened on, asked before minutes of work rather than after."""

from __future__ import annotations

import socket
from typing import ClassVar

from forecasting.errors import HeadwayError


class AddressTaken(HeadwayError):
    """Nothing can listen on this address."""

    code: ClassVar[str] = "address_taken"


def check_free(host: str, port: int) -> None:
    """Raise AddressTaken where another program listens already, or the address is not this machine's."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise AddressTaken(
            f"Headway cannot listen on {host}:{port}: {error.strerror or error}.",
            field="port",
            value=port,
            remedy="Choose another with --port, or stop the program that uses it.",
        ) from error
