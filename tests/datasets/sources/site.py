"""A publisher's site on this machine: pages by path, and the ways in which such sites misbehave."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, dict[str, str], bytes]
HTML = {"Content-Type": "text/html; charset=utf-8"}


class Site:
    """Pages by path. ``odd`` answers go before them, each as often as it is listed; "always" without end."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.pages: dict[str, Answer] = {}
        self.odd: dict[str, list[Answer]] = {}
        self.always: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def page(self, path: str, *links: tuple[str, str], status: int = 200) -> None:
        """A web page with links as text and address."""
        body = "".join(f'<p><a class="x" href="{url}"><span>{text}</span></a></p>' for text, url in links)
        self.pages[path] = (status, HTML, f"<!DOCTYPE html><html><body>{body}</body></html>".encode())

    def file(self, path: str, data: bytes, kind: str = "application/octet-stream", **more: str) -> None:
        headers = {"Content-Type": kind, **{name.replace("_", "-"): text for name, text in more.items()}}
        self.pages[path] = (200, headers, data)

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        self.asked.append((path, headers))
        if path in self.always:
            return self.always[path]
        if self.odd.get(path):
            return self.odd[path].pop(0)
        return self.pages.get(path, (404, HTML, b"<html>Page not found</html>"))


@contextmanager
def running(wrap: Callable[[ThreadingHTTPServer], str] = lambda server: "http") -> Iterator[Site]:
    """A site that answers until the block ends; ``wrap`` may put its socket under TLS and names the scheme."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_args: object) -> None:
            pass

        def do_GET(self) -> None:
            status, headers, body = site.answer(self.path, dict(self.headers))
            self.send_response(status)
            for name, text in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = "Content-Length" in headers

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    scheme = wrap(server)
    site = Site(f"{scheme}://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
