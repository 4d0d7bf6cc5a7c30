"""The store: everything Headway knows and has said, in SQLite or PostgreSQL.

``open_store(url)`` opens it, makes or upgrades its tables, and gives sessions; ``reads`` and
``writes`` hold one small function for each question and each change.
"""

from sqlmodel import Session

from service.store.engine import Store, open_store

__all__ = ["Session", "Store", "open_store"]
