"""Which addresses may be asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from datasets.addresses import is_public, resolve
from datasets.fetch import Fetcher
from datasets.sources.errors import AddressRefused

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("151.101.1.1", True), ("2606:4700::1", True), ("10.0.0.1", False), ("127.0.0.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False), ("fe80::1", False),
        ("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False), ("localhost", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address, public):
    assert is_public(address) is public


def test_names_are_looked_up_or_not():
    assert set(resolve("localhost")) <= {"127.0.0.1", "::1"}
    assert resolve("no-such-host.invalid") == ()


@pytest.mark.parametrize("found", [("10.0.0.7",), ("151.101.1.1", "10.0.0.7"), ("::ffff:192.168.0.1",)])
def test_a_name_with_any_private_address_is_refused(found):
    with (
        Fetcher({"publisher.example"}, clock=lambda: NOW, resolve=lambda _: found) as fetcher,
        pytest.raises(AddressRefused, match="private"),
    ):
        fetcher.file("https://publisher.example/file.csv")


@pytest.mark.parametrize(
    "url", ["https://publisher.example:8443/a.csv", "https://publisher.example@evil.example/a.csv",
            "https://evil.example/publisher.example", "ftp://publisher.example/a.csv", "//publisher.example/a.csv"],
)  # fmt: skip
def test_addresses_that_only_look_like_a_host_of_the_catalogue(url):
    with (
        Fetcher({"publisher.example"}, clock=lambda: NOW, resolve=lambda _: ("151.101.1.1",)) as fetcher,
        pytest.raises(AddressRefused),
    ):
        fetcher.file(url)
