"""Judging one target on one forecast: dates, thresholds, sums, standards, and the words for it."""
