"""Declarative corrections of publishers' errors, each with a guard that fails once the publisher has mended it."""

from datasets.corrections.corrections import Correction, corrected, load_corrections

__all__ = ["Correction", "corrected", "load_corrections"]
