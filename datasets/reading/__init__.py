"""Readers of files: bulk observations and targets, and the figures of a folder of one's own."""

from datasets.reading.folder import load_folder_statistics
from datasets.reading.observations import ObservationTable, SeriesInfo, read_observations
from datasets.reading.tables import LIMIT_BYTES
from datasets.reading.targets import TargetRow, TargetTable, read_targets

__all__ = [
    "LIMIT_BYTES",
    "ObservationTable",
    "SeriesInfo",
    "TargetRow",
    "TargetTable",
    "load_folder_statistics",
    "read_observations",
    "read_targets",
]
