"""The catalogue: every mission with its indicators, targets, milestones and breaks, as YAML files.

One file a mission; adding an indicator means adding YAML. ``load_catalogue`` reads and checks it.
"""

from datasets.catalogue.entries import (
    BaselineEntry,
    BreakEntry,
    CallEntry,
    Catalogue,
    Evidence,
    ExceptionalEntry,
    Family,
    IndicatorEntry,
    LeadEntry,
    MilestoneBasis,
    MilestoneEntry,
    MilestoneKind,
    MissionEntry,
    MissionStatus,
    OutcomeEntry,
    Said,
    StatusEntry,
    TargetEntry,
    TrajectoryEntry,
    Unrateable,
    UnrateableEntry,
    WindowEntry,
)
from datasets.catalogue.feed import FeedEntry
from datasets.catalogue.loading import bundled_folder, load_catalogue
from datasets.catalogue.scaffolding import write_example

__all__ = [
    "BaselineEntry",
    "BreakEntry",
    "CallEntry",
    "Catalogue",
    "Evidence",
    "ExceptionalEntry",
    "Family",
    "FeedEntry",
    "IndicatorEntry",
    "LeadEntry",
    "MilestoneBasis",
    "MilestoneEntry",
    "MilestoneKind",
    "MissionEntry",
    "MissionStatus",
    "OutcomeEntry",
    "Said",
    "StatusEntry",
    "TargetEntry",
    "TrajectoryEntry",
    "Unrateable",
    "UnrateableEntry",
    "WindowEntry",
    "bundled_folder",
    "load_catalogue",
    "write_example",
]
