"""Briefings: a page a target, two a mission, a pack of everything live; and the feed of changes worth telling."""
