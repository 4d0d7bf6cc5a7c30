"""Fetching publishers' files over HTTP: politely, within limits, and never half a file.

Only hosts that are allowed are asked, at every step of a redirect; private addresses never, unless they are
named: the address that was checked is the one connected to. Hosts are asked one request at a time, with a
pause between. A server that asks to wait is waited for as long as it says, within reason; one that fails is asked again
with growing pauses. The clock and the pauses are arguments, so that nothing here depends on the time of day.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

import httpx2

from datasets.addresses import Resolve, Turns, goes_through_proxy, is_public, resolve
from datasets.sources.delimited import looks_like_page
from datasets.sources.errors import AddressRefused, DownloadFailed, PublisherBusy, WrongContent

_AGENT = "Headway/{version} (collects official statistics for public targets; one request a host at a time)"
LIMIT_BYTES = 200_000_000
_REDIRECTS = (301, 302, 303, 307, 308)
_AGAIN = (429, 500, 502, 503, 504)
_FILES = (".csv", ".ods", ".xls", ".xlsx", ".json", ".px", ".parquet", ".gz", ".zip")

_TRIED = 4
_PORTS = {"https": 443, "http": 80}

Clock = Callable[[], datetime]
Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """How far patience goes: bytes, seconds, redirects, attempts, the longest wait a server may ask for.

    ``between`` is the pause between two requests to one host.
    """

    bytes: int = LIMIT_BYTES
    seconds: float = 120.0
    connect_seconds: float = 15.0
    redirects: int = 6
    attempts: int = 4
    longest_wait: float = 120.0
    first_pause: float = 1.0
    between: float = 1.0


@dataclass(frozen=True, slots=True)
class Download:
    """A file as it came: asked for at ``url``, found at ``final_url``, with what the server said of it."""

    url: str
    final_url: str
    data: bytes
    retrieved: datetime
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""

    @property
    def name(self) -> str:
        """The name of the file."""
        return unquote(urlsplit(self.final_url).path.rsplit("/", 1)[-1]) or urlsplit(self.final_url).netloc


@cache
def user_agent() -> str:
    """Who is asking, for the publishers' logs."""
    try:
        return _AGENT.format(version=version("headway"))
    except PackageNotFoundError:
        return _AGENT.format(version="0")


_TURNS = Turns()


class NotModified(Exception):
    """The server says the file is still the one that is held."""


@dataclass(eq=False)
class Fetcher:
    """A client for the hosts of a catalogue.

    ``hosts`` may be asked; with ``private`` also addresses of the own network (for tests and for an
    administrator who says so).
    """

    hosts: Collection[str]
    clock: Clock
    sleep: Sleep = time.sleep
    limits: Limits = field(default_factory=Limits)
    private: bool = False
    monotonic: Callable[[], float] = time.monotonic
    resolve: Resolve = resolve
    turns: Turns = field(default_factory=lambda: _TURNS)
    _clients: dict[str, httpx2.Client] = field(default_factory=dict, init=False)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give connections back."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    def page(self, url: str) -> str:
        """The text of a web page. Raises DownloadFailed."""
        return self._got(url, {}).data.decode("utf-8", errors="replace")

    def json(self, url: str) -> object:
        """A JSON document. Raises DownloadFailed, WrongContent where something else is sent."""
        found = self._got(url, {"Accept": "application/json"})
        try:
            return json.loads(found.data)
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise WrongContent(
                f"{url} sent something that is not JSON.",
                field="url",
                value=found.content_type,
                remedy="The address may have changed.",
            ) from error

    def file(self, url: str, *, etag: str = "", last_modified: str = "") -> Download:
        """A file. With the marks of a copy that is held, NotModified is raised where it still stands.

        Raises DownloadFailed; WrongContent where a web page or half a file is sent.
        """
        marks = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        found = self._got(url, {key: text for key, text in marks.items() if text})
        ending = urlsplit(url).path.lower()
        said = found.content_type.split(";")[0].strip().lower()
        if looks_like_page(found.data) or (said == "text/html" and not ending.endswith(".html")):
            raise WrongContent(
                f"{url} sent a web page instead of a file.",
                field="url",
                value=found.content_type,
                remedy="The link may have changed, or the site shows a notice; open it in a browser.",
            )
        if not found.data:
            raise WrongContent(f"{url} sent nothing.", field="url", value=0, remedy="Try again later.")
        return found

    # ---------------------------------------------------------------------------- the request

    def _got(self, url: str, headers: Mapping[str, str]) -> Download:
        pause = self.limits.first_pause
        for attempt in range(1, self.limits.attempts + 1):
            last = attempt == self.limits.attempts
            try:
                return self._followed(url, headers)
            except PublisherBusy as busy:
                wait = pause if busy.retry_after is None else busy.retry_after
                if last or wait > self.limits.longest_wait:
                    raise
            except _Interrupted as error:
                if last:
                    raise DownloadFailed(
                        f"{url} could not be fetched in {attempt} attempts: {error}.",
                        field="url",
                        value=url,
                        remedy="Try again later; what was fetched before is kept.",
                    ) from error
                wait = pause
            self.sleep(wait)
            pause *= 2
        raise DownloadFailed(
            f"{url} was never asked for.", field="url", value=url, remedy="Allow an attempt."
        )

    def _followed(self, url: str, headers: Mapping[str, str]) -> Download:
        address = url
        for _ in range(self.limits.redirects + 1):
            ways = self._ways(address, url)
            with self.turns.at(
                urlsplit(address).netloc, pause=self.limits.between, sleep=self.sleep, now=self.monotonic
            ):
                found = self._once(address, headers, ways)
            if isinstance(found, Download):
                return Download(
                    url,
                    address,
                    found.data,
                    found.retrieved,
                    found.content_type,
                    found.etag,
                    found.last_modified,
                )
            address = urljoin(address, found)
        raise DownloadFailed(
            f"{url} leads from one address to the next more than {self.limits.redirects} times.",
            field="url",
            value=address,
            remedy="The site is misconfigured; give the address of the file itself.",
        )

    def _once(self, url: str, headers: Mapping[str, str], ways: Sequence[str]) -> Download | str:
        """One request: the file, or the address it has moved to. ``ways`` are the addresses of the host to try."""
        deadline = self.monotonic() + self.limits.seconds
        for count, way in enumerate(ways, 1):
            try:
                return self._asked(url, headers, way, deadline)
            except httpx2.ConnectError as error:
                if count == len(ways):
                    raise _Interrupted(_in_words(error)) from error
            except httpx2.TransportError as error:
                raise _Interrupted(_in_words(error)) from error
            except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
                raise DownloadFailed(
                    f"{url} could not be fetched: {error}.",
                    field="url",
                    value=url,
                    remedy="Check the address.",
                ) from error
        raise _Interrupted("its address is not known")

    def _asked(self, url: str, headers: Mapping[str, str], way: str, deadline: float) -> Download | str:
        parts = urlsplit(url)
        target, more, extensions = url, {}, {}
        if way:
            # To the address that was checked, in the name of the host, whose certificate it must show.
            target = parts._replace(netloc=_netloc(parts, way)).geturl()
            more = {"Host": parts.netloc}
            extensions = {"sni_hostname": parts.hostname or ""}
        client = self._client(parts.netloc)
        sent = {"User-Agent": user_agent(), **headers, **more}
        with client.stream("GET", target, headers=sent, extensions=extensions) as answer:
            if answer.status_code == 304:
                raise NotModified
            if answer.status_code in _REDIRECTS:
                return str(answer.headers.get("location", ""))
            self._check_status(url, answer)
            body = self._body(url, answer, deadline)
            return Download(
                url,
                url,
                body,
                self.clock(),
                str(answer.headers.get("content-type", "")),
                str(answer.headers.get("etag", "")),
                str(answer.headers.get("last-modified", "")),
            )

    def _client(self, host: str) -> httpx2.Client:
        # One for each host: connections are kept by address, and two hosts may share one.
        if host not in self._clients:
            timeout = httpx2.Timeout(self.limits.seconds, connect=self.limits.connect_seconds)
            self._clients[host] = httpx2.Client(timeout=timeout, follow_redirects=False, trust_env=True)
        return self._clients[host]

    def _check_status(self, url: str, answer: httpx2.Response) -> None:
        status = answer.status_code
        if status in _AGAIN:
            raise PublisherBusy(
                f"{url} answers {status}: the publisher's site is busy or out of order.",
                url=url,
                retry_after=self._retry_after(str(answer.headers.get("retry-after", ""))),
            )
        if status in (404, 410):
            raise DownloadFailed(
                f"{url} is no longer there ({status}).",
                field="url",
                value=status,
                remedy="The publisher may have moved it; mend the address of the feed.",
            )
        if status != 200:
            raise DownloadFailed(
                f"{url} answers {status}.",
                field="url",
                value=status,
                remedy="Open it in a browser to see why.",
            )

    def _retry_after(self, text: str) -> float | None:
        """Seconds to wait, from a number or a date."""
        if text.strip().isdigit():
            return float(text)
        try:
            when = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return None
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (when - self.clock()).total_seconds())

    def _body(self, url: str, answer: httpx2.Response, deadline: float) -> bytes:
        told = str(answer.headers.get("content-length", ""))
        if told.isdigit() and int(told) > self.limits.bytes:
            raise self._too_large(url)
        parts: list[bytes] = []
        size = 0
        for part in answer.iter_bytes():
            size += len(part)
            if size > self.limits.bytes:
                raise self._too_large(url)
            if self.monotonic() > deadline:
                raise _Interrupted(f"it took longer than {self.limits.seconds:g} seconds")
            parts.append(part)
        if told.isdigit() and not answer.headers.get("content-encoding") and size < int(told):
            raise _Interrupted(f"only {size:,} of {int(told):,} bytes came")
        return b"".join(parts)

    def _too_large(self, url: str) -> DownloadFailed:
        return DownloadFailed(
            f"{url} is larger than {self.limits.bytes / 1e6:,.0f} MB.",
            field="url",
            value=self.limits.bytes,
            remedy="Fetch it yourself and give it with --file, or raise the limit.",
        )

    # -------------------------------------------------------------------------------- where to

    def _ways(self, address: str, asked: str) -> Sequence[str]:
        """The addresses at which to ask, checked; one blank where the name itself is to be used.

        Raises AddressRefused.
        """
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        came = "" if address == asked else f", to which {asked} leads,"
        if parts.scheme not in _PORTS or (parts.scheme == "http" and not self.private):
            raise AddressRefused(
                f"{address}{came} is not an https address.",
                field="url",
                value=address,
                remedy="Publishers offer their files over https.",
            )
        if host not in self.hosts or not (self.private or _port(parts) == _PORTS[parts.scheme]):
            raise AddressRefused(
                f"{parts.netloc or address}{came} is not a host of the catalogue.",
                field="url",
                value=host,
                remedy="Allow it with --allow-host, if you know whose it is.",
            )
        if self.private:
            return ("",)
        found = self.resolve(host)
        if not all(is_public(one) for one in found):
            raise AddressRefused(
                f"{host}{came} is an address of a private network.",
                field="url",
                value=host,
                remedy="Publishers' files come from public addresses.",
            )
        return ("",) if goes_through_proxy(parts.scheme, host) else found[:_TRIED]


class _Interrupted(Exception):
    """A transfer that broke off and may be tried again."""


def _in_words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None


def _netloc(parts: SplitResult, address: str) -> str:
    written = f"[{address}]" if ":" in address else address
    return written if parts.port is None else f"{written}:{parts.port}"
