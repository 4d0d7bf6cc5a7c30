"""Areas as the store registers them: with their level, and with every place they lie in."""

from __future__ import annotations

from collections.abc import Iterable

from datasets.geography.places import places
from service.store.records import AreaRecord


def known_places(codes: Iterable[str]) -> list[AreaRecord]:
    """The areas that are in the register of places, and the places around them; areas it does not know are left out."""
    found: dict[str, AreaRecord] = {}
    for code in codes:
        place = places().get(code)
        while place is not None and place.code not in found:
            found[place.code] = AreaRecord(place.code, place.name, place.level, place.parent or None)
            place = places().get(place.parent)
    return [found[code] for code in sorted(found)]


def placed(areas: Iterable[AreaRecord]) -> list[AreaRecord]:
    """Areas under their own names, with what is known of where they lie, and the places around them."""
    own = {area.code: area for area in areas}
    around = {place.code: place for place in known_places(own)}
    merged = {
        code: AreaRecord(
            code, area.name, area.level or _level(around, code), area.parent or _parent(around, code)
        )
        for code, area in own.items()
    }
    return [*merged.values(), *(place for code, place in around.items() if code not in own)]


def _level(around: dict[str, AreaRecord], code: str) -> str | None:
    return around[code].level if code in around else None


def _parent(around: dict[str, AreaRecord], code: str) -> str | None:
    return around[code].parent if code in around else None
