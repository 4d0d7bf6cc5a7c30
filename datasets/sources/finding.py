"""Ways to a publisher's newest file: links on pages, GOV.UK's Content API, or an address that stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any, ClassVar
from urllib.parse import unquote, urljoin, urlsplit

from datasets.dates import KnownDate
from datasets.errors import FieldRejected
from datasets.sources.errors import NothingPublished
from datasets.sources.moments import read_moment
from datasets.sources.source import Edition, Web
from forecasting.frequency import Frequency

GOVUK = "www.gov.uk"
GOVUK_FILES = "assets.publishing.service.gov.uk"
OGL = "Open Government Licence v3.0"
_SHEETS = (".ods", ".xlsx", ".xls", ".csv")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._href: str | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._close()
            self._href = dict(attrs).get("href")

    def handle_data(self, data: str) -> None:
        if self._href:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._close()

    def _close(self) -> None:
        if self._href:
            self.found.append((" ".join("".join(self._text).split()), self._href))
        self._href, self._text = None, []


def links(page: str, base: str) -> list[tuple[str, str]]:
    """The links of a page as text and whole address, in their order."""
    parser = _Links()
    parser.feed(page)
    parser.close()
    return [(text, urljoin(base, href)) for text, href in parser.found]


def linked_files(
    page: str, base: str, *, words: str, endings: Sequence[str] = _SHEETS
) -> list[tuple[str, str]]:
    """The links to files whose text or name fits a pattern."""
    wanted = re.compile(words, re.IGNORECASE)
    return [
        (text, url)
        for text, url in links(page, base)
        if urlsplit(url).path.lower().endswith(tuple(endings))
        and (wanted.search(text) or wanted.search(urlsplit(url).path.rsplit("/", 1)[-1].replace("-", " ")))
    ]


def newest_year(found: Iterable[tuple[str, str]]) -> list[str]:
    """Pages named after a financial or calendar year, newest first."""
    years: dict[str, int] = {}
    for text, url in found:
        named = re.search(r"(20\d{2})[-/](\d{2,4})", f"{text} {url}") or re.search(
            r"(20\d{2})", f"{text} {url}"
        )
        if named:
            years.setdefault(url, int(named[1]))
    return sorted(years, key=lambda url: -years[url])


def nothing(source: str, url: str, wanted: str) -> NothingPublished:
    """The error for a page without the file looked for."""
    return NothingPublished(
        f"{source}: {url} links to no {wanted}.",
        field="url",
        value=url,
        remedy="The publisher may have moved it. Fetch the file yourself and give it with --file, or mend the address of the feed.",
    )


class AtAddress:
    """A source whose files stay where the address of the feed says."""

    id: str
    title: str
    whole: ClassVar[bool] = False

    def find(self, web: Web, address: str = "") -> Sequence[Edition]:
        """The one file at the address. Raises NothingPublished where the feed gives none."""
        del web  # nothing to look up
        if not address:
            raise nothing(self.id, "the feed", "file: give its address")
        return [Edition(self.locate(address), self.title)]

    def locate(self, address: str) -> str:
        """The address of the file itself, where the feed may name it more shortly."""
        return address


def govuk_attachments(
    web: Web, address: str, *, source: str, words: str, endings: Sequence[str] = _SHEETS
) -> list[Edition]:
    """Files attached to a GOV.UK publication, or to the newest ones of a collection or series.

    Through the Content API, whose documents keep the same shape when the look of the pages changes. What
    follows “#” in the address are words a file must have beside those of its source.
    """
    page, more = part(address)
    wanted = [re.compile(one, re.IGNORECASE) for one in (words, more) if one]
    document = _content(web, page)
    pages = [document, *_members(web, page, document)] if not _attachments(document) else [document]
    found = [
        Edition(urljoin(page, str(item["url"])), str(item.get("title", "")), _published(holder))
        for holder in pages
        for item in _attachments(holder)
        if urlsplit(str(item["url"])).path.lower().endswith(tuple(endings))
        and all(
            one.search(f"{item.get('title', '')} {item.get('filename', '')} {item['url']}") for one in wanted
        )
    ]
    if not found:
        raise nothing(source, address, f"file that fits “{words}”")
    return newest_first(found)


_EARLY = KnownDate.parse("1900").day
_DEEPEST = 12


def part(address: str) -> tuple[str, str]:
    """The address of a page, and the words after “#” that pick among its files."""
    page, _, words = address.partition("#")
    return page, unquote(words)


def newest_first(found: Sequence[Edition]) -> list[Edition]:
    """Files by the day they were published and, on one page, by the period they are named after; else as they stand."""
    return sorted(
        found,
        key=lambda item: (item.published.day if item.published else _EARLY, _named_after(item)),
        reverse=True,
    )


_NAMED = (
    (re.compile(r"(?<!\d)(?P<year>20\d{2})[-_]?(?P<month>0[1-9]|1[0-2])(?!\d)"), "{year}-{month}"),
    (re.compile(r"(?<!\d)\d{2}(?P<month>0[1-9]|1[0-2])(?P<year>[12]\d)(?!\d)"), "20{year}-{month}"),
    (re.compile(r"(?P<month>[A-Za-z]{3,9})[-_ ]*(?P<year>20\d{2}|[012]\d)(?![\dA-Za-z])"), "{month} {year}"),
)
_NAMED_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


def _named_after(edition: Edition) -> date:
    """The end of the newest period that the title or name of a file speaks of."""
    text = f"{edition.title} {unquote(edition.url.rsplit('/', 1)[-1])}"
    days = [
        period.end
        for pattern, shape in _NAMED
        for found in pattern.finditer(text)
        if (period := read_moment(shape.format(**found.groupdict()))) is not None
    ]
    years = [date(int(year), 12, 31) for year in _NAMED_YEAR.findall(text)]
    return max(days or years, default=date.min)


def _content(web: Web, page: str) -> dict[str, Any]:
    found = web.json(urljoin(page, f"/api/content{urlsplit(page).path}"))
    return found if isinstance(found, dict) else {}


def _attachments(document: dict[str, Any]) -> list[dict[str, Any]]:
    details = document.get("details") or {}
    found = details.get("attachments") or []
    return [item for item in found if isinstance(item, dict) and item.get("url")]


def _members(web: Web, page: str, document: dict[str, Any]) -> Iterable[dict[str, Any]]:
    linked = document.get("links") or {}
    members = [
        item
        for name in ("documents", "children", "document_collections")
        for item in linked.get(name) or []
        if isinstance(item, dict) and item.get("base_path")
    ]
    members.sort(key=lambda item: str(item.get("public_updated_at", "")), reverse=True)
    return (_content(web, urljoin(page, str(item["base_path"]))) for item in members[:_DEEPEST])


def _published(document: dict[str, Any]) -> KnownDate | None:
    for name in ("public_updated_at", "first_published_at", "updated_at"):
        text = str(document.get(name) or "")[:10]
        if text:
            try:
                return KnownDate.parse(text)
            except FieldRejected:
                continue
    return None


def published_in(texts: Iterable[object]) -> KnownDate | None:
    """The day of publication a file itself names (“Published: 8th February 2024”), the last correction first."""
    found: dict[str, KnownDate] = {}
    cells = list(texts)
    for label, value in pairwise(cells):
        name = str(label).strip().rstrip(":").casefold()
        if name in ("published", "revised", "publication date", "release date", "date of publication"):
            period = read_moment(value)
            if period is not None and period.frequency in (Frequency.DAY, Frequency.MONTH):
                found[name] = KnownDate.parse(str(period))
    return found.get("revised") or next(iter(found.values()), None)


def dated_in(rows: Iterable[Sequence[object]], *, not_before: date | None = None) -> KnownDate | None:
    """A day that stands alone on a cover or a list of contents; not that of the next release."""
    found = []
    for row in rows:
        texts = [str(cell).strip() for cell in row if str(cell).strip()]
        if any("next" in text.casefold() for text in texts):
            continue
        for text in texts:
            period = read_moment(text.removesuffix(".0"))
            if period is not None and period.frequency is Frequency.DAY:
                found.append(period.end)
    kept = [day for day in found if not_before is None or day >= not_before]
    return KnownDate.parse(max(kept).isoformat()) if kept else None
