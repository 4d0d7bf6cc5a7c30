"""From a publisher's pages to the newest file and its figures, on a real server that misbehaves as they do."""

from __future__ import annotations

import json
import runpy
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from datasets.fetch import Fetcher, Limits, NotModified
from datasets.sources.errors import (
    DownloadFailed,
    FileRefused,
    LayoutChanged,
    NothingPublished,
    NotThisFile,
    PublisherBusy,
    WrongContent,
)
from datasets.sources.registry import source_named

HERE = Path(__file__).parent
sheets = SimpleNamespace(**runpy.run_path(str(HERE / "sheets.py")))
sites = SimpleNamespace(**runpy.run_path(str(HERE / "site.py")))
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def server():
    with sites.running() as found:
        yield found


@pytest.fixture
def site(server):
    server.pages, server.odd, server.always, server.asked = {}, {}, {}, []
    return server


@pytest.fixture
def waits():
    return []


@pytest.fixture
def web(waits):
    limits = Limits(bytes=1_000_000, seconds=2, connect_seconds=2, attempts=3, between=0)
    with Fetcher({"127.0.0.1"}, clock=lambda: NOW, sleep=waits.append, limits=limits, private=True) as found:
        yield found


def workbook(specimens, **parts):
    return sheets.book([(name, sheets.rows_of(specimens / f"{file}.csv")) for name, file in parts.items()])


# Each publisher's pages: puts them on the site and returns the address of the feed and the newest file's path.


def nhs_rtt(site, specimens):
    area = "/statistics/statistical-work-areas/rtt-waiting-times/"
    site.page(area, ("RTT data 2020-21", f"{area}rtt-data-2020-21/"), ("RTT data 2021-22", f"{site.base}{area}rtt-data-2021-22/"),
              ("Guidance", f"{area}rtt-guidance/"))  # fmt: skip
    uploads = "/statistics/wp-content/uploads/sites/2/2022/01"
    site.page(f"{area}rtt-data-2021-22/", ("RTT Overview Timeseries Oct21 (XLSX, 90K)", f"{uploads}/RTT-Overview-Timeseries-Oct21.xlsx"),
              ("RTT Overview Timeseries Nov21 (XLSX, 91K)", f"{uploads}/RTT-Overview-Timeseries-Nov21.xlsx"),
              ("Incomplete Commissioner Nov21", f"{uploads}/Incomplete-Commissioner-Nov21.xlsx"))  # fmt: skip
    site.page(f"{area}rtt-data-2020-21/", ("RTT Overview Timeseries Mar21", "/old.xlsx"))
    path = f"{uploads}/RTT-Overview-Timeseries-Nov21.xlsx"
    site.file(path, workbook(specimens, **{"Full Time Series": "nhs_rtt"}), XLSX)
    return f"{site.base}{area}", path


def nhs_ae(site, specimens):
    area = "/statistics/statistical-work-areas/ae-waiting-times-and-activity/"
    year = f"{area}ae-attendances-and-emergency-admissions-2021-22/"
    site.page(area, ("A&amp;E Attendances and Emergency Admissions 2021-22", year))
    site.page(year, ("Monthly A&amp;E Time Series November 2021", "/up/Monthly-AE-Time-Series-November-2021.xlsx"),
              ("November 2021 A&amp;E by provider", "/up/November-2021-AE-by-provider.xlsx"))  # fmt: skip
    path = "/up/Monthly-AE-Time-Series-November-2021.xlsx"
    site.file(path, workbook(specimens, Activity="nhs_ae_activity", Performance="nhs_ae_performance"), XLSX)
    return f"{site.base}{area}", path


def govuk(site, address, *pages):
    members = [{"base_path": path, "public_updated_at": day} for path, day, _ in pages]
    site.file(
        f"/api/content{address}", json.dumps({"links": {"documents": members}}).encode(), "application/json"
    )
    for path, day, files in pages:
        attachments = [
            {"url": url, "title": title, "filename": url.rsplit("/", 1)[-1]} for title, url in files
        ]
        body = {"public_updated_at": day, "details": {"attachments": attachments}}
        site.file(f"/api/content{path}", json.dumps(body).encode(), "application/json")


def police(site, specimens):
    govuk(site, "/collections/police",
          ("/stats/mar-2019", "2019-07-18T09:30:00Z", [("Data tables", f"{site.base}/media/pw-mar19-tables.xlsx")]),
          ("/stats/sep-2019", "2020-01-30T09:30:00Z", [("Police workforce: report", "/media/report.pdf"),
                                                       ("Police workforce: data tables", f"{site.base}/media/pw-sep19-tables.xlsx")]))  # fmt: skip
    path = "/media/pw-sep19-tables.xlsx"
    site.file(path, workbook(specimens, Table_1="police_table_1", Table_8="police_table_8"), XLSX)
    return f"{site.base}/collections/police", path


def homelessness(site, specimens):
    files = [(f"Detailed local authority level tables: {name}", f"/media/Detailed_LA_{code}.xlsx")
             for name, code in (("July to September 2022", "202209"), ("October to December 2022", "202212"), ("April to June 2022", "202206"))]  # fmt: skip
    body = {
        "public_updated_at": "2023-05-01",
        "details": {"attachments": [{"url": url, "title": title} for title, url in files]},
    }
    site.file("/api/content/live-tables", json.dumps(body).encode(), "application/json")
    path = "/media/Detailed_LA_202212.xlsx"
    site.file(path, workbook(specimens, A1="homelessness"), XLSX)
    return f"{site.base}/live-tables", path


def rough_sleeping(site, specimens):
    govuk(site, "/collections/homelessness",
          ("/stats/rs-2017", "2018-01-25", [("Rough sleeping tables 2017", "/media/RS_STATS_2017.xlsx")]),
          ("/stats/rs-2018", "2019-01-31", [("Rough sleeping tables 2018", "/media/RS_STATS_2018.xlsx")]))  # fmt: skip
    site.file(
        "/media/RS_STATS_2018.xlsx",
        workbook(specimens, Contents="rough_sleeping_contents", **{"table 1": "rough_sleeping"}),
        XLSX,
    )
    return f"{site.base}/collections/homelessness", "/media/RS_STATS_2018.xlsx"


def scotland(site, specimens):
    site.page("/poverty/download.html", ("Three-year data (ods)", "data2025.ods"), ("Single-year data", "data2024_1yr.xlsx"),
              ("Single-year data", "data2025_1yr.xlsx"))  # fmt: skip
    path = "/poverty/data2025_1yr.xlsx"
    site.file(path, workbook(specimens, **{"1": "scotgov_1", "2": "scotgov_2", "4": "scotgov_4"}), XLSX)
    return f"{site.base}/poverty/download.html#single-year", path


def education(site, specimens):
    about = {
        "id": "abc",
        "title": "Absence",
        "latestVersion": {"version": "2.1", "published": "2025-03-20T09:30:00+00:00"},
    }
    site.file("/statistics/v1/data-sets/abc", json.dumps(about).encode(), "application/json")
    site.file("/statistics/v1/data-sets/abc/csv", (specimens / "ees.csv").read_bytes(), "text/csv")
    return f"{site.base}/statistics/v1/data-sets/abc", "/statistics/v1/data-sets/abc/csv"


def at_address(name, file, kind="text/csv"):
    def put(site, specimens):
        site.file(f"/{name}", (specimens / file).read_bytes(), kind)
        return f"{site.base}/{name}", f"/{name}"

    return put


PUBLISHERS = {
    "nhs-england/rtt": nhs_rtt,
    "nhs-england/ae": nhs_ae,
    "home-office/police-workforce": police,
    "mhclg/homelessness": homelessness,
    "mhclg/rough-sleeping": rough_sleeping,
    "scotgov/poverty": scotland,
    "dfe/ees": education,
    "ons/time-series": at_address("generator?format=csv&uri=/economy/timeseries/mgsx/lms", "ons_series.csv"),
    "ons/local": at_address("local.json", "ons_local.json", "application/json"),
    "ukhsa/dashboard": at_address("metric.json", "ukhsa.json", "application/json"),
    "owid/grapher": at_address("share.csv", "owid.csv"),
    "json-stat": at_address("cube.json", "json_stat.json", "application/json"),
    "pxweb": at_address("table.px", "axis.px", "text/plain"),
    "csvw": at_address("table.csv", "csvw.csv"),
    "sdmx": at_address("data.csv?format=SDMX-CSV", "sdmx.csv"),
    "open-sdg": at_address("data/indicator_3-2-1.csv", "open_sdg/data/indicator_3-2-1.csv"),
}
SEARCHED = tuple(PUBLISHERS)[:7]


def load(source, web, address):
    edition = source_named(source).find(web, address)[0]
    found = web.file(edition.url)
    return edition, source_named(source).read(found.name, found.data)


@pytest.mark.parametrize("source", PUBLISHERS)
def test_the_newest_file_is_found_and_read(site, web, specimens, source):
    address, path = PUBLISHERS[source](site, specimens)
    edition, publication = load(source, web, address)
    assert edition.url == f"{site.base}{path}"
    assert any(item.value is not None for item in publication.figures())
    assert all(headers["User-Agent"].startswith("Headway/") for _, headers in site.asked)


def test_days_of_publication_come_from_the_publishers_own_index(site, web, specimens):
    days = {name: load(name, web, PUBLISHERS[name](site, specimens)[0])[0].published for name in
            ("home-office/police-workforce", "mhclg/rough-sleeping", "dfe/ees")}  # fmt: skip
    assert [str(day) for day in days.values()] == ["2020-01-30", "2019-01-31", "2025-03-20"]


def test_words_after_the_address_pick_among_the_files_of_a_page(site, web, specimens):
    scotland(site, specimens)
    found = source_named("scotgov/poverty").find(web, f"{site.base}/poverty/download.html")
    assert [edition.url.rsplit("/", 1)[-1] for edition in found] == ["data2025.ods"]
    address, _ = homelessness(site, specimens)
    found = source_named("mhclg/homelessness").find(web, f"{address}#202206")
    assert [edition.url.rsplit("/", 1)[-1] for edition in found] == ["Detailed_LA_202206.xlsx"]


@pytest.mark.parametrize("source", SEARCHED)
def test_an_index_that_has_moved_is_followed(site, web, specimens, source):
    address, path = PUBLISHERS[source](site, specimens)
    first = _first(site, web, source, address)
    site.pages["/moved"] = site.pages.pop(first)
    site.always[first] = (301, {"Location": f"{site.base}/moved"}, b"")
    if "moved" in path or source.startswith(("scotgov", "nhs")):
        site.pages["/poverty/moved"] = site.pages["/moved"]
    assert source_named(source).find(web, address)[0].url.endswith(path)


def _first(site, web, source, address):
    source_named(source).find(web, address)
    path = site.asked[0][0]
    site.asked.clear()
    return path


@pytest.mark.parametrize("source", SEARCHED)
def test_a_busy_index_is_waited_for_and_a_broken_one_told(site, web, specimens, waits, source):
    address, path = PUBLISHERS[source](site, specimens)
    first = _first(site, web, source, address)
    site.odd[first] = [(429, {"Retry-After": "9"}, b""), (503, {}, b"")]
    assert source_named(source).find(web, address)[0].url.endswith(path)
    assert waits == [9.0, 2.0]
    site.always[first] = (503, {}, b"")
    with pytest.raises(PublisherBusy):
        source_named(source).find(web, address)


@pytest.mark.parametrize("source", SEARCHED)
def test_an_index_without_its_links_is_told_as_such(site, web, specimens, source):
    address, _ = PUBLISHERS[source](site, specimens)
    first = _first(site, web, source, address)
    empty = (
        b"{}"
        if "json" in site.pages[first][1]["Content-Type"]
        else b"<html><a href='/x'>Contact us</a></html>"
    )
    site.always[first] = (200, site.pages[first][1], empty)
    with pytest.raises(NothingPublished):
        source_named(source).find(web, address)
    site.always[first] = (404, {}, b"")
    with pytest.raises(DownloadFailed, match="no longer there"):
        source_named(source).find(web, address)


@pytest.mark.parametrize("source", ["home-office/police-workforce", "dfe/ees"])
def test_an_interface_that_answers_with_a_page_is_told_as_such(site, web, specimens, source):
    address, _ = PUBLISHERS[source](site, specimens)
    first = _first(site, web, source, address)
    site.always[first] = (200, sites.HTML, b"<!DOCTYPE html><html>We are down for maintenance</html>")
    with pytest.raises(WrongContent):
        source_named(source).find(web, address)


NOTICE = b"<!DOCTYPE html><html><body>Please accept our cookies</body></html>"


@pytest.mark.parametrize("source", PUBLISHERS)
def test_whatever_comes_in_place_of_the_file_is_refused(site, web, specimens, source):
    address, path = PUBLISHERS[source](site, specimens)
    _, headers, data = site.pages[path]
    answers = {
        "a page": ((200, sites.HTML, NOTICE), WrongContent),
        "a page called a file": ((200, headers, NOTICE), WrongContent),
        "the file called a page": ((200, sites.HTML, data), WrongContent),
        "nothing": ((200, headers, b""), WrongContent),
        "half of it": ((200, {**headers, "Content-Length": str(len(data))}, data[: len(data) // 2]), DownloadFailed),
        "a changed link": ((404, sites.HTML, NOTICE), DownloadFailed),
        "another file": ((200, headers, b"name,colour\nx,red\n"), (NotThisFile, LayoutChanged)),
        "half of it, said to be whole": ((200, headers, data[: len(data) * 2 // 3 - 9]), (FileRefused, LayoutChanged, NotThisFile)),
    }  # fmt: skip
    for how, (answer, error) in answers.items():
        site.always[path] = answer
        with pytest.raises(error):  # type: ignore[call-overload]
            pytest.fail(f"{how}: {load(source, web, address)}")


def test_a_file_that_still_stands_is_not_sent_again(site, web, specimens):
    address, path = nhs_rtt(site, specimens)
    site.pages[path] = (
        200,
        {**site.pages[path][1], "ETag": '"a"', "Last-Modified": "Mon, 10 Jan 2022 09:00:00 GMT"},
        site.pages[path][2],
    )
    found = web.file(source_named("nhs-england/rtt").find(web, address)[0].url)
    site.always[path] = (304, {}, b"")
    with pytest.raises(NotModified):
        web.file(found.url, etag=found.etag, last_modified=found.last_modified)
    sent = site.asked[-1][1]
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"a"', "Mon, 10 Jan 2022 09:00:00 GMT")
