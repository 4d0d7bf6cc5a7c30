"""The bundled official statistics: one CSV file a mission, with the release and evidence of every value."""

from datasets.observations.bundled import Statistics, bundled_observations, load_statistics

__all__ = ["Statistics", "bundled_observations", "load_statistics"]
