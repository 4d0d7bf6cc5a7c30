from datasets.catalogue import load_catalogue
from datasets.observations import load_statistics


def test_the_bundled_catalogue_loads_without_a_problem():
    catalogue = load_catalogue()
    assert {"uk-nhs", "uk-growth", "rough-sleeping"} <= set(catalogue.missions)


def test_every_bundled_observation_belongs_to_an_indicator_and_a_release():
    catalogue = load_catalogue()
    statistics = load_statistics(catalogue.indicators)
    assert len(statistics.observations) > 5000
    assert {row.release for row in statistics.observations} <= set(statistics.releases)
