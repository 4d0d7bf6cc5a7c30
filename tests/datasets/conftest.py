import pytest

from datasets.catalogue import load_catalogue
from datasets.observations import load_statistics


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="session")
def statistics(catalogue):
    return load_statistics(catalogue.indicators)
