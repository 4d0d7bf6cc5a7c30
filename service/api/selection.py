"""Only the members of an item that were asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from service.api.errors import Fault, ParametersInvalid


def selected(
    items: Iterable[Mapping[str, Any]],
    fields: Sequence[str],
    *,
    known: Collection[str],
    always: Collection[str],
) -> list[Mapping[str, Any]]:
    """Items with the fields asked for and those they ``always`` have; all of them where none was asked for.

    Raises ParametersInvalid for a field that no item has.
    """
    if not fields:
        return list(items)
    strange = sorted(set(fields) - set(known) - set(always))
    if strange:
        message = f"No member is called {' or '.join(f'“{name}”' for name in strange)}."
        raise ParametersInvalid(
            message, faults=(Fault("unknown_field", message, "query.fields", sorted(known)),)
        )
    kept = {*fields, *always}
    return [{name: value for name, value in item.items() if name in kept} for item in items]
