"""From a request to a page: made once for a state of the data and a day, compressed, and validated by an ETag."""

from __future__ import annotations

import asyncio
import gzip
import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from service.api.envelope import PAGE_POLICY
from service.api.eyes import sight_of
from service.api.negotiation import accepts_gzip
from service.api.representation import code_fingerprint, matching, validator
from service.api.watch import Watch
from service.board.english import labels
from service.board.gathering import Register
from service.board.reader import personal, reader_of
from service.board.registers import PageDelayed as PageDelayed
from service.board.registers import Registers
from service.board.rendering import render
from service.charts.renderer import Renderer
from service.security.principal import ANONYMOUS
from service.store import Store
from service.store.errors import StoreError
from service.store.versions import data_version

if TYPE_CHECKING:
    from sqlmodel import Session

HEADERS = {"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
_ROOM = 12 * 1024 * 1024
_EVERY = 1.0
_ZIPPED = "-gzip"
# Shorter than a request may take, so that a reader is told what is going on.
_PATIENCE = 20.0

log = structlog.get_logger(__name__)


class PageMissing(Exception):
    """There is no such thing to show; ``sentence`` says so to the reader."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Dress:
    """How a page goes out. ``mark`` is what else, beside data and address, tells it from another."""

    media_type: str = "text/html"
    headers: Mapping[str, str] = field(default_factory=lambda: HEADERS)
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page, and compressed, where that makes it smaller.

    ``lasting`` is False where it had to leave something out for now.
    """

    body: bytes
    zipped: bytes
    lasting: bool = True

    @classmethod
    def of(cls, text: str | bytes, *, lasting: bool = True) -> Page:
        """Encode and compress."""
        body = text.encode() if isinstance(text, str) else text
        zipped = gzip.compress(body, 5, mtime=0)
        return cls(body, zipped if len(zipped) < 0.9 * len(body) else b"", lasting)

    @property
    def size(self) -> int:
        """Bytes it holds in memory."""
        return len(self.body) + len(self.zipped)


class PageDesk:
    """What the pages share: the rows of the board, the renderer, and pages already made."""

    def __init__(self, store: Store, renderer: Renderer) -> None:
        self.store = store
        self.renderer = renderer
        self.watch = Watch(store)
        self._registers = Registers(store)
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._held = 0
        self._shelving = Lock()
        self._making: dict[str, asyncio.Task[Page]] = {}
        self.code = _fingerprint()

    def register(self, session: Session, today: date) -> Register:
        """The board that this session sees. Raises PageDelayed."""
        return self._registers.of(session, today)

    async def keep_prepared(self) -> None:
        """Make the rows of the board at once and after every change, before a reader asks for them; without end."""
        while True:
            with suppress(StoreError):
                now = datetime.now(UTC)
                version = await self.watch.version(ANONYMOUS.sight(now))
                if self._registers.is_due(version, now.date()):
                    await run_in_threadpool(self._registers.prepare, now.date())
            await asyncio.sleep(_EVERY)

    def tag(self, version: str, today: date, path: str, query: str = "", *, mark: str = "") -> str:
        """What tells a page from every other: the state of the data, the day, the address and its dress."""
        return validator(version, self.code, today.isoformat(), path, query, mark)

    def close(self) -> None:
        """Give back what is held open."""
        self.watch.close()

    def kept(self, tag: str) -> Page | None:
        """A page made earlier."""
        with self._shelving:
            found = self._pages.get(tag)
            if found is not None:
                self._pages.move_to_end(tag)
            return found

    def keep(self, tag: str, page: Page) -> None:
        """Remember a page; the least recently read ones make room."""
        with self._shelving:
            if tag in self._pages or page.size > _ROOM // 8:
                return
            self._pages[tag] = page
            self._held += page.size
            while self._held > _ROOM:
                _, gone = self._pages.popitem(last=False)
                self._held -= gone.size

    async def made(self, tag: str, make: Callable[[], Page], *, patience: float) -> Page:
        """A page, made once however many ask for it meanwhile, and to the end even if nobody waits any more.

        Raises PageDelayed where it is not there within ``patience`` seconds; it is then at hand later.
        """
        task = self._making.get(tag)
        if task is None:
            task = self._making[tag] = asyncio.create_task(run_in_threadpool(make))
            task.add_done_callback(lambda done: self._finish(tag, done))
        ended, _ = await asyncio.wait([task], timeout=patience)
        if not ended:
            raise PageDelayed(labels.DELAYED_MAKING)
        return task.result()

    def _finish(self, tag: str, done: asyncio.Task[Page]) -> None:
        del self._making[tag]
        # Asking for the exception marks it as seen, where nobody waited for it.
        if not done.cancelled() and done.exception() is None and done.result().lasting:
            self.keep(tag, done.result())


Builder = Callable[["Session", PageDesk, date], Page]


async def serve(request: Request, build: Builder, dress: Dress | None = None) -> Response:
    """Answer with a page, with 304 where the reader already has it, or with a page that says what is wrong."""
    try:
        return await _serve(request, build, dress or Dress())
    except PageMissing as error:
        return missing(error.sentence)
    except PageDelayed as error:
        # A browser asks again by itself.
        again = {"Retry-After": "5", "Refresh": "5"}
        return message(503, labels.DELAYED_TITLE, error.sentence, headers=again)
    except StoreError as error:
        log.warning("store_failed", code=error.code, error=str(error), path=request.url.path)
        return message(503, labels.UNAVAILABLE_TITLE, labels.UNAVAILABLE_TEXT, headers={"Retry-After": "5"})
    except Exception as error:
        reference = uuid.uuid4().hex
        log.exception("page_failed", reference=reference, path=request.url.path, exc_info=error)
        return failed(reference)


async def _serve(request: Request, build: Builder, dress: Dress) -> Response:
    desk: PageDesk = request.app.state.pages
    today = _today()
    sight = sight_of(request)
    version = await desk.watch.version(sight)
    scope = request.scope
    query = scope["query_string"].decode("latin-1")
    tag = desk.tag(version, today, scope["path"], query, mark=dress.mark)
    # What a reader is shown for whom they are is kept nowhere, so there is nothing to compare.
    held = None if reader_of(request) is not None else request.headers.get("if-none-match")
    if held is not None and (known := matching(held, tag)) is not None:
        return Response(status_code=304, headers={"ETag": f'"{known}"', **dress.headers})
    page = desk.kept(tag)
    if page is None:

        def make() -> Page:
            with desk.store.read(sight) as session:
                made = build(session, desk, today)
                # Written between the look and the reading: it is of another state than its tag would say.
                return made if data_version(session) == version else replace(made, lasting=False)

        page = await desk.made(tag, make, patience=_PATIENCE)
    return _response(request, page, tag, dress)


def _today() -> date:
    return datetime.now(tz=UTC).date()


def _response(request: Request, page: Page, tag: str, dress: Dress) -> Response:
    reader = reader_of(request)
    if reader is not None:
        page = Page.of(personal(page.body, reader), lasting=False)
    zipped = bool(page.zipped) and accepts_gzip(request.headers.get("accept-encoding"))
    headers = dict(dress.headers)
    if page.lasting:
        headers["ETag"] = f'"{tag}{_ZIPPED if zipped else ""}"'
    if zipped:
        headers["Content-Encoding"] = "gzip"
    return Response(page.zipped if zipped else page.body, headers=headers, media_type=dress.media_type)


def missing(sentence: str) -> Response:
    """The page for what is not there."""
    return message(404, labels.NOT_FOUND_TITLE, sentence, way_out=True)


def failed(reference: str) -> Response:
    """The page for a fault of ours, with the reference under which the log has it."""
    return message(
        500, labels.FAILED_TITLE, labels.FAILED_TEXT, more=labels.FAILED_REFERENCE.format(reference=reference)
    )


def message(
    status: int,
    title: str,
    text: str,
    *,
    more: str = "",
    way_out: bool = False,
    headers: dict[str, str] | None = None,
) -> Response:
    """A short page that says what is the matter."""
    page = render("message.html", title=title, text=text, more_text=more, way_out=way_out)
    return Response(page, status_code=status, headers={**HEADERS, **(headers or {})}, media_type="text/html")


def _fingerprint() -> str:
    """What this version of the code would change in a page: its files are part of every ETag."""
    here = Path(__file__).resolve().parent
    files = [*here.rglob("*"), *here.parent.joinpath("charts").glob("*.py")]
    return validator(
        code_fingerprint(),
        *(
            file.read_bytes().hex()
            for file in sorted(files)
            if file.suffix in (".py", ".html", ".svg", ".css", ".js")
        ),
    )
