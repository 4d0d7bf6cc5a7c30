"""Releases into a store: whole or not at all, twice as once, in any order, with what there is to know about them."""

from __future__ import annotations

import runpy
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from datasets.corrections import Correction
from datasets.dates import KnownDate
from datasets.fetch import Fetcher
from datasets.sources.errors import CorrectionObsolete, LayoutChanged, ReleaseRejected, SourceError
from datasets.sources.owid import Grapher
from datasets.sources.remarks import RemarkCode
from service.operations.ingest import feeds_of, open_ingest, targets_concerned
from service.operations.ingest_report import Wishes
from service.operations.installation import open_installation
from service.settings import Settings
from service.store.errors import ReleaseContradicted
from service.store.reads.observations import editions, releases

SOURCES = Path(__file__).parents[2] / "datasets/sources"
SPECIMENS = SOURCES / "specimens"
sheets = SimpleNamespace(**runpy.run_path(str(SOURCES / "sheets.py")))
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def installation(home):
    found = open_installation(Settings(home=home), recorded=NOW)
    yield found
    found.close()


@pytest.fixture
def loading(home, installation):
    return open_ingest(Settings(home=home), installation, now=lambda: NOW)


@pytest.fixture
def ae(tmp_path):
    """A file of A&E figures, published on a day, with a change to one of its sheets."""

    def make(name, published="10th February 2022", change=lambda rows: rows, **more):
        parts = {
            part: sheets.rows_of(SPECIMENS / f"nhs_ae_{part}.csv") for part in ("activity", "performance")
        }
        for rows in parts.values():
            rows[3][2] = published
        parts["activity"] = change(parts["activity"])
        path = tmp_path / name
        path.write_bytes(
            sheets.workbook(Activity=parts["activity"], Performance=parts["performance"], **more)
        )
        return path

    return make


def held(installation, indicator="ae_attendances", period="2021-11", area="E92000001"):
    with installation.store.read() as session:
        found = editions(session, indicator, area)
    return {str(item.release.published): item.value for item in found if str(item.period) == period}


def changed(row, column, value):
    def change(rows):
        rows[row][column] = value
        return rows

    return change


def count(installation):
    with installation.store.read() as session:
        return len(releases(session))


def test_a_release_is_loaded_with_its_day_and_its_file(loading, installation, ae):
    found = loading.file(ae("a.xlsx"))
    assert (found.source, found.published, found.observations, found.added) == (
        "nhs-england/ae",
        "2022-02-10",
        48,
        48,
    )
    assert held(installation)["2022-02-10"] == 159
    kept = loading.snapshots.snapshot(found.sha256)
    assert (kept.provenance.source, kept.provenance.name) == ("nhs-england/ae", "a.xlsx")
    assert kept.provenance.licence.startswith("Open Government")


def test_twice_is_the_same_as_once(loading, installation, ae):
    loading.file(ae("twice.xlsx"))
    before = count(installation)
    found = loading.file(ae("twice.xlsx"))
    assert (found.added, found.unchanged) == (0, 48)
    assert count(installation) == before


def test_releases_in_the_wrong_order_stand_side_by_side(loading, installation, ae):
    later = changed(-1, 5, "170")
    loading.file(ae("later.xlsx", "14th April 2022", later))
    found = loading.file(ae("earlier.xlsx", "10th March 2022", changed(-1, 5, "161")))
    numbers = held(installation)
    assert (numbers["2022-03-10"], numbers["2022-04-14"]) == (161, 170)
    # The younger release is no yardstick for the older one.
    assert all("170" not in remark.message for remark in found.remarks)


def test_checking_writes_nothing(loading, installation, ae):
    before, files = count(installation), len(list(loading.snapshots))
    found = loading.file(ae("checked.xlsx", "12th May 2022"), wishes=Wishes(check=True))
    assert (found.observations, found.added, found.written) == (48, 0, False)
    assert (count(installation), len(list(loading.snapshots))) == (before, files)


def test_a_column_that_is_gone_stops_the_whole_release(loading, installation, ae):
    path = ae("changed.xlsx", "9th June 2022", changed(6 + 1, 5, "Something new altogether"))
    with pytest.raises(LayoutChanged, match="Total Attendances"):
        loading.file(path, source="nhs-england/ae")
    assert "2022-06-09" not in held(installation, "ae_emergency_admissions")
    found = loading.file(path, source="nhs-england/ae", wishes=Wishes(partial=True))
    assert "ae_attendances" not in {item.id for item in found.indicators}
    assert "2022-06-09" in held(installation, "ae_emergency_admissions")


def test_a_release_that_contradicts_itself_is_refused_unless_it_corrects(loading, installation, ae):
    loading.file(ae("first.xlsx", "14th July 2022"))
    second = ae("second.xlsx", "14th July 2022", changed(-1, 5, "158"))
    with pytest.raises(ReleaseContradicted):
        loading.file(second)
    assert held(installation)["2022-07-14"] == 159
    found = loading.file(second, wishes=Wishes(correct=True))
    assert found.corrected == 1
    assert held(installation)["2022-07-14"] == 158


def test_a_unit_that_changes_a_thousandfold_is_refused(loading, installation, ae):
    def thousandfold(rows):
        for row in rows[8:]:
            row[5] = str(float(row[5]) * 1000)
        return rows

    loading.file(ae("plain.xlsx", "11th August 2022"))
    with pytest.raises(ReleaseRejected, match="1000 times"):
        loading.file(ae("thousandfold.xlsx", "8th September 2022", thousandfold))
    assert "2022-09-08" not in held(installation)


def test_revisions_are_told(loading, ae):
    loading.file(ae("before.xlsx", "13th October 2022"))
    found = loading.file(ae("after.xlsx", "10th November 2022", changed(-2, 5, "160")))
    told = [
        remark
        for remark in found.remarks
        if remark.code is RemarkCode.REVISED and remark.indicator == "ae_attendances"
    ]
    assert len(told) == 1
    assert "from 157 to 160" in told[0].message


def test_a_file_without_a_day_never_counts_as_the_newest(loading, installation, tmp_path):
    path = tmp_path / "rtt.xlsx"
    path.write_bytes(sheets.book([("Full Time Series", sheets.rows_of(SPECIMENS / "nhs_rtt.csv"))]))
    found = loading.file(path)
    assert found.published == "2022-01"  # November 2021 and the usual 42 days
    assert RemarkCode.UNDATED in {remark.code for remark in found.remarks}
    assert "2022-01-31" in held(installation, "rtt_waiting_list")
    dated = loading.file(path, wishes=Wishes(published=KnownDate.parse("2022-01-13")))
    assert dated.published == "2022-01-13"


def test_a_correction_holds_until_the_publisher_mends_the_figure(loading, installation, ae):
    wrong = Correction("nhs-england/ae", "ae_attendances", "E92000001", "2021-11", 11.0, "A slip.", 159.0)
    guarded = replace(loading, corrections=(wrong,))
    found = guarded.file(ae("slip.xlsx", "8th December 2022", changed(-1, 5, "11")))
    assert held(installation)["2022-12-08"] == 159
    assert RemarkCode.CORRECTED in {remark.code for remark in found.remarks}
    with pytest.raises(CorrectionObsolete, match="now gives 159"):
        guarded.file(ae("mended.xlsx", "12th January 2023"))
    assert "2023-01-12" not in held(installation)


def test_only_the_targets_concerned_are_named(loading, ae):
    found = loading.file(ae("targets.xlsx", "9th February 2023"))
    named = targets_concerned(loading.catalogue, [found])
    assert "nhs-ae-85-2029" in named
    assert "nhs-rtt92-2029" not in named
    assert targets_concerned(loading.catalogue, [loading.file(ae("targets.xlsx", "9th February 2023"))]) == ()


def test_tidy_rows_name_their_release(loading, installation):
    found = loading.file(SPECIMENS / "tidy.csv")
    assert (found.source, found.added) == ("tidy", 2)
    assert held(installation, area="R0A", period="2024-02") == {"2024-03-14": 1010}
    assert "not_in_catalogue" in found.remarks[0].message


def test_a_file_no_indicator_is_fed_from_is_refused(loading):
    with pytest.raises(SourceError, match="dfe/ees"):
        loading.file(SPECIMENS / "ees.csv")


def test_a_kill_in_the_middle_leaves_the_store_as_it_was(loading, installation, ae, monkeypatch):
    from service.store.writes import observations

    before = count(installation)

    def killed(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(observations, "insert_all", killed)
    with pytest.raises(KeyboardInterrupt):
        loading.file(ae("killed.xlsx", "9th March 2023"))
    monkeypatch.undo()
    assert count(installation) == before
    assert loading.file(ae("killed.xlsx", "9th March 2023")).added == 48


class _Site(BaseHTTPRequestHandler):
    def log_message(self, *_args):
        pass

    def do_GET(self):
        fresh = self.headers.get("If-None-Match") != '"v1"'
        self.send_response(200 if fresh else 304)
        body = (SPECIMENS / "owid.csv").read_bytes() if fresh else b""
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"v1"')
        self.end_headers()
        self.wfile.write(body)


def test_from_a_publishers_server_into_the_store_once(loading, installation):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/share.csv"
    feed = replace(loading.catalogue.feeds["renewable_elec_share_ember"], address=address)
    fed = replace(loading, catalogue=replace(loading.catalogue, feeds={feed.indicator: feed}))
    try:
        with Fetcher({"127.0.0.1"}, clock=lambda: NOW, sleep=lambda _: None, private=True) as fetcher:
            (first,) = fed.newest(Grapher(), fetcher)
            (second,) = fed.newest(Grapher(), fetcher)
    finally:
        server.shutdown()
        server.server_close()
    assert (first.error, first.added) == (None, 3)
    assert second.not_modified
    assert [feed.indicator for feed in feeds_of(fed.catalogue, Grapher())] == ["renewable_elec_share_ember"]
    with Fetcher({"127.0.0.1"}, clock=lambda: NOW, sleep=lambda _: None, private=True) as fetcher:
        (failed,) = fed.newest(Grapher(), fetcher)
    assert failed.error is not None
    assert failed.error.code == "download_failed"


def test_merged_authorities_get_their_past_and_their_place(loading, installation, tmp_path):
    table = tmp_path / "merged.csv"
    rows = ["indicator_id,area_code,period,frequency,value,published"]
    rows += [
        f"net_additional_dwellings,{code},2018/19,FY,10,2025-11-01" for code in ("E06000028", "E06000029")
    ]
    rows += ["net_additional_dwellings,E07000048,2018/19,FY,10,2025-11-01"]
    rows += ["net_additional_dwellings,E06000058,2019/20,FY,33,2025-11-01"]
    table.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    found = loading.file(table, source="tidy", wishes=Wishes(carry_over=True))
    assert found.added == 5
    with installation.store.read() as session:
        (first, _) = (
            one
            for one in editions(session, "net_additional_dwellings", "E06000058")
            if one.release.published == date(2025, 11, 1)
        )
        from service.store.reads.observations import areas

        parents = {area.code: area.parent for area in areas(session)}
    assert (first.value, first.status) == (30, "estimate")
    assert first.note == "Added up from Bournemouth, Poole, Christchurch."
    assert parents["E06000058"] == "E12000009"
    assert parents["E12000009"] == "E92000001"
