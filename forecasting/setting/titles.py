"""Each way of setting a target in a few words."""

from __future__ import annotations

TITLES = {
    "maintain": "No worse than today: halt the {worsening}",
    "maintain_flow": "Keep to the newest pace",
    "percent_improvement": "Better by 10% of today's figure",
    "percent_improvement_flow": "A tenth better than the newest pace",
    "cohens_h": "A change large enough to matter (Cohen's h of 0.1)",
    "minimal_statistical_significance": "The least change that a test would notice",
    "projection": "The straight trend carried on",
    "total_elimination": "None at all",
    "total_coverage": "Everyone",
    "recent_pace": "The recent pace carried on (last five years)",
    "best_own_pace": "The best pace ever sustained here",
    "best_own_flow": "The best year ever, every year",
    "typical_pace": "The typical pace of comparable areas from this level",
    "double_pace": "Twice the typical pace from this level",
    "percentile_path_75": "As fast as the fastest quarter at each level",
    "percentile_path_90": "As fast as the fastest tenth at each level",
    "champion_area": "The mean pace of the five fastest areas",
    "frontier": "What areas that stand alike have managed",
    "best_of": "Where the best comparable area stands today",
    "better_than_best": "5% better than the best comparable area today",
}


def title_of(key: str, *, sign: int) -> str:
    """The way in a few words; ``sign`` is +1 where more is better."""
    return TITLES[key].format(worsening="decline" if sign > 0 else "rise")


NOTES = {
    "outside_bounds": "The indicator cannot take this value.",
    "not_better_than_baseline": "That is no better than today's figure.",
    "too_short": "Too few comparable figures.",
    "no_peers": "There are no comparable areas, or too few.",
    "not_reached": "The typical path does not lead further from here.",
    "outside_observed": "No comparable area was ever observed there.",
}
"""Why a way gives no value, or none that should be used."""
