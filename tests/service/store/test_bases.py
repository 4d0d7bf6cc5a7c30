"""Earlier bases of series, kept and read back."""

from dataclasses import replace

from datasets.dates import KnownDate
from datasets.observation import Basis, BasisKind
from forecasting.periods import Period
from service.store import open_store
from service.store.reads.bases import bases
from service.store.versions import data_version
from service.store.writes.bases import save_bases

KNIVES = Basis(
    "knife_crime",
    "K04000001",
    "without one force",
    BasisKind.SUPERSEDED,
    KnownDate.parse("2025-01"),
    first_replaced=Period.parse("YE-2020-03"),
)
POVERTY = Basis("poverty", "", "survey only", BasisKind.SUPERSEDED, KnownDate.parse("2026-03-26"))


def test_bases_come_back_as_they_were(store_url):
    with open_store(store_url) as store:
        with store.session() as session:
            assert save_bases(session, [POVERTY, KNIVES])
        with store.read() as session:
            assert set(bases(session)) == {KNIVES, POVERTY}
            assert bases(session, indicator_id="poverty") == (POVERTY,)


def test_the_same_bases_again_change_nothing_and_others_replace_them(store_url):
    with open_store(store_url) as store:
        with store.session() as session:
            save_bases(session, [KNIVES])
        with store.read() as session:
            version = data_version(session)
        with store.session() as session:
            assert not save_bases(session, [KNIVES])
        with store.read() as session:
            assert data_version(session) == version
        with store.session() as session:
            assert save_bases(session, [replace(KNIVES, explanation="mended")])
        with store.read() as session:
            assert [basis.explanation for basis in bases(session)] == ["mended"]
