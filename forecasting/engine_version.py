"""The version of the engine, for whoever must know it and may not load the engine."""

ENGINE_VERSION = "5"
"""Raised whenever the engine makes other numbers of the same figures; it is part of the key of every judgement."""
