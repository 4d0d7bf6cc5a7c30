"""Publishers of official statistics: one short file each, over one protocol (see ``source.py``)."""
