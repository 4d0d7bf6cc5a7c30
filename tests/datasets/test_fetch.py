"""Fetching, against a real server that misbehaves in the ways publishers' servers do."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import threading
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from datasets import fetch
from datasets.addresses import Turns
from datasets.fetch import Fetcher, Limits, NotModified
from datasets.sources.errors import AddressRefused, DownloadFailed, PublisherBusy, WrongContent

FILE = b"indicator,period,value\na,2024,1\n"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class _Site(ThreadingHTTPServer):
    """A publisher's site that remembers who asked for what."""

    asked: Counter[str]
    agents: list[str]


class _Handler(BaseHTTPRequestHandler):
    server: _Site
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        pass

    def _send(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.server.asked[self.path] += 1
        self.server.agents.append(self.headers["User-Agent"])
        getattr(self, self.path.split("?")[0].strip("/").replace("-", "_").replace(".", "_"))()

    def good_csv(self):
        if self.headers.get("If-None-Match") == '"one"':
            self._send(304)
            return
        self._send(200, FILE, Content_Type="text/csv", ETag='"one"')

    def moved(self):
        self._send(302, Location="/good.csv")

    def round(self):
        self._send(302, Location="/round")

    def outside(self):
        self._send(302, Location="http://publisher.example/file.csv")

    def odd_scheme(self):
        self._send(302, Location="file:///etc/passwd")

    def busy(self):
        if self.server.asked["/busy"] < 3:
            self._send(429, Retry_After="7")
        else:
            self.good_csv()

    def dated(self):
        if self.server.asked["/dated"] < 2:
            self._send(429, Retry_After="Tue, 24 Nov 2026 12:00:30 GMT")
        else:
            self.good_csv()

    def too_busy(self):
        self._send(429, Retry_After="86400")

    def down(self):
        self._send(503)

    def recovering(self):
        if self.server.asked["/recovering"] < 4:
            self._send(503)
        else:
            self.good_csv()

    def gone(self):
        self._send(404, b"<html>Not found</html>", Content_Type="text/html")

    def forbidden(self):
        self._send(403)

    def page_csv(self):
        self._send(200, b"<!DOCTYPE html><html><body>We use cookies</body></html>", Content_Type="text/csv")

    def wrong_type_csv(self):
        self._send(200, b"Sorry, this file has moved", Content_Type="text/html")

    def empty_csv(self):
        self._send(200)

    def cut_csv(self):
        self._send(200, FILE[:10], Content_Type="text/csv", Content_Length=str(len(FILE)))
        self.close_connection = True

    def cut_once_csv(self):
        if self.server.asked["/cut_once.csv"] == 1:
            self.cut_csv()
        else:
            self.good_csv()

    def slow_csv(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(10):
            try:
                self.wfile.write(b"x" * 10)
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    def huge_csv(self):
        self._send(200, b"", Content_Length="999999999")
        self.close_connection = True

    def endless_csv(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        except OSError:
            self.close_connection = True

    def bomb_csv(self):
        packed = gzip.compress(bytes(20_000_000))
        self._send(200, packed, Content_Type="text/csv", Content_Encoding="gzip")

    def packed_csv(self):
        self._send(200, gzip.compress(FILE), Content_Type="text/csv", Content_Encoding="gzip")

    def answer_json(self):
        self._send(200, b'{"a": 1}', Content_Type="application/json")

    def broken_json(self):
        self._send(200, b"<html>", Content_Type="application/json")


@pytest.fixture(scope="module")
def server():
    found = _Site(("127.0.0.1", 0), _Handler)
    found.daemon_threads = True
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()
    thread.join()


@pytest.fixture
def site(server):
    server.asked = defaultdict(int)
    server.agents = []
    return f"http://127.0.0.1:{server.server_address[1]}"


@pytest.fixture
def waits():
    return []


@pytest.fixture
def fetcher(waits):
    limits = Limits(bytes=1_000_000, seconds=5, connect_seconds=2, attempts=4, between=0)
    with Fetcher({"127.0.0.1"}, clock=lambda: NOW, sleep=waits.append, limits=limits, private=True) as found:
        yield found


def test_a_file_comes_whole_with_its_marks(fetcher, site, server, waits):
    found = fetcher.file(f"{site}/good.csv")
    assert (found.data, found.name, found.etag) == (FILE, "good.csv", '"one"')
    assert found.retrieved == NOW
    assert waits == []
    assert server.agents[0].startswith("Headway/")
    assert "official statistics" in server.agents[0]


def test_a_file_that_still_stands_is_not_sent_again(fetcher, site):
    with pytest.raises(NotModified):
        fetcher.file(f"{site}/good.csv", etag='"one"')
    assert fetcher.file(f"{site}/good.csv", etag='"two"').data == FILE


def test_redirects_are_followed_to_the_end(fetcher, site):
    found = fetcher.file(f"{site}/moved")
    assert found.data == FILE
    assert found.final_url == f"{site}/good.csv"
    with pytest.raises(DownloadFailed, match="more than 6 times"):
        fetcher.file(f"{site}/round")


@pytest.mark.parametrize("path", ["outside", "odd-scheme"])
def test_redirects_never_lead_out_of_the_allowed_hosts(fetcher, site, path):
    with pytest.raises(AddressRefused):
        fetcher.file(f"{site}/{path}")


def test_private_addresses_and_plain_http_are_refused_unless_allowed(site):
    with Fetcher({"127.0.0.1", "localhost"}, clock=lambda: NOW) as fetcher:
        with pytest.raises(AddressRefused, match="https"):
            fetcher.file(f"{site}/good.csv")
        with pytest.raises(AddressRefused, match="private"):
            fetcher.file("https://localhost/good.csv")
        with pytest.raises(AddressRefused, match="not a host"):
            fetcher.file("https://elsewhere.example/good.csv")


def test_a_server_that_asks_to_wait_is_waited_for(fetcher, site, waits):
    assert fetcher.file(f"{site}/busy").data == FILE
    assert waits == [7.0, 7.0]
    waits.clear()
    assert fetcher.file(f"{site}/dated").data == FILE
    assert waits == [30.0]


def test_nobody_waits_for_a_day(fetcher, site, waits, server):
    with pytest.raises(PublisherBusy) as found:
        fetcher.file(f"{site}/too-busy")
    assert found.value.retry_after == 86400
    assert waits == []
    assert server.asked["/too-busy"] == 1


def test_a_server_that_is_down_is_asked_again_with_growing_pauses(fetcher, site, waits, server):
    assert fetcher.file(f"{site}/recovering").data == FILE
    assert waits == [1.0, 2.0, 4.0]
    with pytest.raises(PublisherBusy):
        fetcher.file(f"{site}/down")
    assert server.asked["/down"] == 4


@pytest.mark.parametrize("path", ["gone", "forbidden"])
def test_a_link_that_has_changed_is_not_asked_twice(fetcher, site, server, path):
    with pytest.raises(DownloadFailed):
        fetcher.file(f"{site}/{path}")
    assert server.asked[f"/{path}"] == 1


@pytest.mark.parametrize("path", ["page.csv", "wrong-type.csv", "empty.csv"])
def test_something_other_than_the_file_is_refused(fetcher, site, path):
    with pytest.raises(WrongContent):
        fetcher.file(f"{site}/{path}")


def test_half_a_file_is_never_taken_for_a_whole(fetcher, site, server):
    with pytest.raises(DownloadFailed, match="4 attempts"):
        fetcher.file(f"{site}/cut.csv")
    assert fetcher.file(f"{site}/cut_once.csv").data == FILE
    assert server.asked["/cut_once.csv"] == 2


def test_a_body_that_dribbles_runs_out_of_time(site, waits):
    limits = Limits(seconds=0.15, attempts=2, between=0)
    with (
        Fetcher({"127.0.0.1"}, clock=lambda: NOW, sleep=waits.append, limits=limits, private=True) as fetcher,
        pytest.raises(DownloadFailed, match=r"0\.15 seconds"),
    ):
        fetcher.file(f"{site}/slow.csv")


@pytest.mark.parametrize("path", ["huge.csv", "endless.csv", "bomb.csv"])
def test_no_more_than_the_limit_is_read(fetcher, site, path):
    with pytest.raises(DownloadFailed, match="larger than 1 MB"):
        fetcher.file(f"{site}/{path}")


def test_nobody_listening_is_said_in_words(fetcher):
    with pytest.raises(DownloadFailed, match="4 attempts"):
        fetcher.file("http://127.0.0.1:9/file.csv")


def test_a_file_packed_on_the_way_is_unpacked(fetcher, site):
    assert fetcher.file(f"{site}/packed.csv").data == FILE


def test_json_is_json(fetcher, site):
    assert fetcher.json(f"{site}/answer.json") == {"a": 1}
    with pytest.raises(WrongContent):
        fetcher.json(f"{site}/broken.json")


@pytest.fixture
def secure(tmp_path, monkeypatch):
    """A server with a certificate for publisher.example, on a port that stands for 443."""
    if shutil.which("openssl") is None:
        pytest.skip("making a certificate needs openssl")
    certificate, key = tmp_path / "site.pem", tmp_path / "site.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", key, "-out", certificate, "-subj", "/CN=publisher.example",
         "-addext", "subjectAltName=DNS:publisher.example"],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    found = _Site(("127.0.0.1", 0), _Handler)
    found.socket = context.wrap_socket(found.socket, server_side=True)
    found.asked, found.agents, found.daemon_threads = Counter(), [], True
    monkeypatch.setitem(fetch._PORTS, "https", found.server_address[1])
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()
    thread.join()


def test_the_address_that_was_checked_is_the_one_connected_to(secure, monkeypatch):
    """A name that changes between two look-ups (DNS rebinding) gains nothing: there is only one look-up."""
    monkeypatch.setattr(fetch, "is_public", lambda address: address == "127.0.0.1")
    looked_up = []

    def changing(host):
        looked_up.append(host)
        return ("127.0.0.1",) if len(looked_up) == 1 else ("10.0.0.7",)

    address = f"https://publisher.example:{secure.server_address[1]}/good.csv"
    with Fetcher({"publisher.example"}, clock=lambda: NOW, sleep=lambda _: None, resolve=changing) as fetcher:
        assert fetcher.file(address).data == FILE  # with the certificate of the name, at the address checked
        assert looked_up == ["publisher.example"]
        with pytest.raises(AddressRefused, match="private"):
            fetcher.file(address)
    assert secure.asked["/good.csv"] == 1


def test_a_certificate_of_another_name_is_no_certificate(secure, monkeypatch):
    monkeypatch.setattr(fetch, "is_public", lambda _: True)
    limits = Limits(attempts=1, connect_seconds=2)
    with (
        Fetcher(
            {"other.example"}, clock=lambda: NOW, limits=limits, resolve=lambda _: ("127.0.0.1",)
        ) as fetcher,
        pytest.raises(DownloadFailed, match="certificate"),
    ):
        fetcher.file(f"https://other.example:{secure.server_address[1]}/good.csv")


# ------------------------------------------------------------------------------- one at a time


def test_requests_to_one_host_keep_their_distance(site):
    waits: list[float] = []
    now = [100.0]
    limits = Limits(between=1.5)
    with Fetcher(
        {"127.0.0.1"}, clock=lambda: NOW, sleep=waits.append, limits=limits, private=True, turns=Turns(),
        monotonic=lambda: now[0],
    ) as fetcher:  # fmt: skip
        fetcher.file(f"{site}/good.csv")
        assert waits == []
        now[0] += 0.5
        fetcher.file(f"{site}/good.csv")
        assert waits == [1.0]
        now[0] += 2
        fetcher.file(f"{site}/good.csv")
        assert waits == [1.0]


def test_clients_side_by_side_ask_a_host_in_turn():
    turns, inside, most = Turns(), [0], [0]

    def ask():
        with turns.at("publisher.example", pause=0, sleep=time.sleep):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.01)
            inside[0] -= 1

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
