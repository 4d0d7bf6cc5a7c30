"""Scenarios: a forecast under a stated change, beside the current course and never in its place."""
