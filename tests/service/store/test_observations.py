"""Observations: every release kept, nothing overwritten, all or nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from forecasting.errors import MixedFrequencies, NotANumber
from forecasting.frequency import Frequency
from service.store import open_store
from service.store.errors import IndicatorUnknown, ReleaseContradicted
from service.store.reads.observations import (
    areas,
    editions,
    editions_of,
    newest_release,
    release,
    releases,
    series_of,
)
from service.store.records import AreaRecord
from service.store.status import status
from service.store.versions import data_version
from service.store.writes.catalogue import sync_catalogue
from service.store.writes.observations import LoadReport, load_observations
from service.store.writes.registers import save_areas

DWELLINGS = ("dwellings", "E92000001")

LOAD_AND_DIE = """
import os, signal, sys
from datetime import UTC, datetime
from forecasting.frequency import Frequency
from forecasting.periods import Period
from service.store import open_store
from service.store.identity import ReleaseId
from service.store.writes.observations import NewObservation, load_observations

def observations():
    day = Period.parse("1990-01-01", Frequency.DAY)
    for n in range(12000):
        if n == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        yield NewObservation("dwellings", "E92000001", day + n, float(n), ReleaseId("MHCLG", "Daily", None))

with open_store(sys.argv[1]) as store, store.session() as session:
    print(load_observations(session, observations(), source="test", recorded=datetime.now(UTC)).added)
"""


@pytest.fixture
def load(filled, morning):
    """Load observations in one session, each time an hour later."""
    clock = [morning]

    def run(*observations, **options):
        clock[0] += timedelta(hours=1)
        with filled.session() as session:
            return load_observations(session, observations, source="test", recorded=clock[0], **options)

    return run


def read(store, name=DWELLINGS):
    with store.read() as session:
        return editions(session, *name)


def test_an_observation_comes_back_as_it_was(filled, load, make, morning) -> None:
    given = make.observation(note="as first published", status="provisional")
    assert load(given) == LoadReport(added=1)
    (found,) = read(filled)
    assert (found.period, found.value, found.status) == (given.period, given.value, "provisional")
    assert (found.evidence, found.note, found.basis) == ("publisher_file", "as first published", "")
    assert (found.release.key, found.release.published) == (given.release.key, date(2025, 11, 27))
    assert found.release.recorded_at == morning + timedelta(hours=1)
    with filled.read() as session:
        assert areas(session) == (AreaRecord("E92000001", "England"),)
        (series,) = series_of(session)
    assert (series.indicator_id, series.area_name, series.frequency) == ("dwellings", "England", "FY")


def test_loading_twice_is_loading_once(filled, load, make) -> None:
    given = [make.observation(f"20{n:02d}/{n + 1:02d}", 1000.0 + n) for n in range(1, 24)]
    assert load(*given) == LoadReport(added=23)
    with filled.read() as session:
        before = data_version(session)
    assert load(*given) == LoadReport(unchanged=23)
    assert load(*given[:5], *given[:5]) == LoadReport(unchanged=10)
    with filled.read() as session:
        assert data_version(session) == before
    assert status(filled).rows["load"] == 1


def test_releases_stand_side_by_side(filled, load, make) -> None:
    first, second = make.release("2024-11-28"), make.release("2025-11-27")
    load(make.observation("2023/24", 221070.0, release=first))
    load(
        make.observation("2023/24", 221409.0, release=second),
        make.observation("2024/25", 208600.0, release=second),
    )
    assert [(str(found.period), found.value, found.release.published.year) for found in read(filled)] == [
        ("2023/24", 221070.0, 2024),
        ("2023/24", 221409.0, 2025),
        ("2024/25", 208600.0, 2025),
    ]


def test_the_order_of_loading_does_not_matter(filled, load, make) -> None:
    load(make.observation("2023/24", 2.0, release=make.release("2025-11-27")))
    load(make.observation("2023/24", 1.0, release=make.release("2024-11")))
    load(make.observation("2023/24", 0.5, release=make.release(None)))
    assert [(found.value, found.release.published) for found in read(filled)] == [
        (0.5, None),
        (1.0, date(2024, 11, 30)),
        (2.0, date(2025, 11, 27)),
    ]


def test_a_release_cannot_contradict_itself(filled, load, make) -> None:
    load(make.observation(value=208600.0))
    with pytest.raises(ReleaseContradicted) as caught:
        load(make.observation("2022/23", 1.0), make.observation(value=208601.0))
    wrong = caught.value
    assert (wrong.period, wrong.known, wrong.given, wrong.release) == (
        "2024/25",
        208600.0,
        208601.0,
        "Housing supply",
    )
    assert [found.value for found in read(filled)] == [208600.0]


@pytest.mark.parametrize("correct", [False, True])
def test_one_load_cannot_contradict_itself(filled, load, make, correct: bool) -> None:
    with pytest.raises(ReleaseContradicted):
        load(make.observation(value=1.0), make.observation(value=2.0), correct=correct)
    assert read(filled) == ()
    assert status(filled).rows["load"] == 0


def test_a_slip_in_copying_is_mended_beside_the_old_figure(filled, load, make) -> None:
    load(make.observation(value=20860.0), make.observation("2023/24", 1.0))
    given = [make.observation(value=208600.0), make.observation("2023/24", 1.0)]
    assert load(*given, correct=True) == LoadReport(corrected=1, unchanged=1)
    assert [found.value for found in read(filled)] == [1.0, 208600.0]
    assert load(*given, correct=True) == LoadReport(unchanged=2)
    assert load(make.observation(value=208000.0), correct=True) == LoadReport(corrected=1)
    assert [found.value for found in read(filled)] == [1.0, 208000.0]
    assert status(filled).rows["observation"] == 4


def test_a_value_may_be_withheld(filled, load, make) -> None:
    load(make.observation(value=None, status="suppressed"))
    (found,) = read(filled)
    assert (found.value, found.status) == (None, "suppressed")


def test_bases_stand_side_by_side(filled, load, make) -> None:
    load(make.observation(value=1.0), make.observation(value=2.0, basis="before 2020"))
    assert {found.basis: found.value for found in read(filled)} == {"": 1.0, "before 2020": 2.0}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused(filled, load, make, value: float) -> None:
    with pytest.raises(NotANumber, match="2024/25"):
        load(make.observation("2023/24", 1.0), make.observation(value=value))
    assert read(filled) == ()


def test_an_indicator_must_be_in_the_catalogue(filled, load, make) -> None:
    with pytest.raises(IndicatorUnknown, match="“nonsense”"):
        load(make.observation(), make.observation(indicator_id="nonsense"))
    assert status(filled).rows["observation"] == 0
    assert status(filled).rows["area"] == 0


def test_a_series_has_one_frequency(filled, load, make) -> None:
    monthly = make.observation("2024-03", 1.0, frequency=Frequency.MONTH)
    with pytest.raises(MixedFrequencies):
        load(make.observation(), monthly)
    load(make.observation())
    with pytest.raises(MixedFrequencies, match="financial year"):
        load(monthly)


@pytest.mark.parametrize(
    ("frequency", "texts"),
    [
        (Frequency.POINT, ["2021", "2022-03-31", "2022-09-30"]),
        (Frequency.YEAR_ENDING, ["YE-2024-03", "YE-2024-06"]),
        (Frequency.THREE_YEAR, ["2021/22-2023/24"]),
        (Frequency.WEEK, ["2020-W53", "2021-W01"]),
        (Frequency.DAY, ["2021-02-14"]),
    ],
)
def test_periods_of_every_notation_come_back(
    filled, load, make, frequency: Frequency, texts: list[str]
) -> None:
    given = [make.observation(text, 1.0, frequency=frequency) for text in texts]
    load(*given)
    assert [found.period for found in read(filled)] == [observation.period for observation in given]


def test_area_names_are_kept_until_they_change(filled, load, make) -> None:
    load(make.observation(area="E07000026", area_name=""))
    with filled.session() as session:
        save_areas(session, [AreaRecord("E07000026", "Allerdale", "district", "E12000002")])
    load(make.observation("2023/24", area="E07000026", area_name="Somewhere else"))
    load(make.observation(area="E92000001"))
    with filled.read() as session:
        allerdale = AreaRecord("E07000026", "Allerdale", "district", "E12000002")
        assert areas(session) == (allerdale, AreaRecord("E92000001", "England"))
        assert areas(session, indicator_id="nothing") == ()
        assert [series.area for series in series_of(session, indicator_id="dwellings")] == [
            "E07000026",
            "E92000001",
        ]
        assert [series.area for series in series_of(session, area="E92000001")] == ["E92000001"]


def test_releases_newest_first(filled, load, make) -> None:
    dates = ["2024-11", None, "2025-11-27", "2019"]
    load(*(make.observation(f"201{n}/1{n + 1}", release=make.release(text)) for n, text in enumerate(dates)))
    with filled.read() as session:
        found = releases(session)
        assert newest_release(session) == found[0]
        assert release(session, found[0].key) == found[0]
        assert release(session, "nothing") is None
        assert releases(session, publisher="nobody") == ()
        assert releases(session, publisher="MHCLG") == found
    assert [one.published_text for one in found] == ["2025-11-27", "2024-11", "2019", ""]
    assert found[0].key.startswith("mhclg-2025-11-27-")


def test_many_series_are_read_with_few_queries(filled, load, make) -> None:
    load(*(make.observation(area=f"E0700{n:04d}") for n in range(300)))
    names = [("dwellings", f"E0700{n:04d}") for n in range(301)]
    asked: list[str] = []
    listener = lambda *arguments: asked.append(arguments[2])  # noqa: E731
    event.listen(filled._reader, "before_cursor_execute", listener)
    with filled.read() as session:
        found = editions_of(session, names)
    event.remove(filled._reader, "before_cursor_execute", listener)
    assert sum(statement.startswith("SELECT") for statement in asked) == 3
    assert [len(found[name]) for name in names] == [1] * 300 + [0]


def test_killed_in_the_middle_and_started_again(filled, store_url: str) -> None:
    def start(at: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", LOAD_AND_DIE, store_url, str(at)]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    for at in (7500, 11999):
        killed = start(at)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        with open_store(store_url) as store:
            rows = status(store).rows
            assert (rows["observation"], rows["release"], rows["series"], rows["load"]) == (0, 0, 0, 0)
    again = start(-1)
    assert again.stdout.strip() == "12000", again.stderr
    assert len(read(filled)) == 12000


def test_two_processes_that_load_at_once_load_once(filled, store_url: str) -> None:
    command = [sys.executable, "-c", LOAD_AND_DIE, store_url, "-1"]
    together = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ)
        for _ in range(2)
    ]
    told = [process.communicate(timeout=120) for process in together]
    assert sorted(int(out) for out, _ in told) == [0, 12000], told
    assert status(filled).rows["observation"] == 12000


def test_an_observation_outlives_its_indicator(filled, load, make, morning) -> None:
    load(make.observation())
    with filled.session() as session:
        sync_catalogue(session, make.catalogue(), owner="bundled", recorded=morning + timedelta(days=1))
    assert load(make.observation("2023/24", 1.0)).added == 1
    assert len(read(filled)) == 2
