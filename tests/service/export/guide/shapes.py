"""Whether an answer looks as a guide shows it: the same words and members, whatever the numbers."""

from __future__ import annotations

import json
import re
from typing import Any

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_VARIABLE = re.compile(rf"(?<![A-Za-z0-9])[0-9a-f]{{6,}}(?![A-Za-z0-9])|\b(?:{_MONTHS})\b|\d+(?:[.,:]\d+)*")
_CUT = "…"


def differences(shown: str, found: str) -> list[str]:
    """What of an output that is shown is not in the one found; members and lines that are not shown do not count."""
    if not shown.startswith(("{", "[")):
        return list(_missing_lines(shown, found))
    return list(_missing_members(json.loads(shown), json.loads(found)))


def _missing_members(shown: Any, found: Any, at: str = "$") -> Any:
    if isinstance(shown, dict):
        if not isinstance(found, dict):
            yield f"{at} is no object"
            return
        for name, value in shown.items():
            if name in found:
                yield from _missing_members(value, found[name], f"{at}.{name}")
            else:
                yield f"{at}.{name} is not there"
    elif isinstance(shown, list):
        if not isinstance(found, list) or len(found) < len(shown):
            yield f"{at} has fewer members"
            return
        for number, value in enumerate(shown):
            yield from _missing_members(value, found[number], f"{at}[{number}]")
    elif _kind(shown) != _kind(found):
        yield f"{at} is {found!r}, not like {shown!r}"


def _kind(value: Any) -> str:
    # A whole number is a number; text is alike when it is of the same words.
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, int | float):
        return "a number"
    return _VARIABLE.sub("#", value)


def _missing_lines(shown: str, found: str) -> Any:
    rest = iter(found.splitlines())
    for line in shown.splitlines():
        pattern = re.compile(_pattern(line), re.IGNORECASE)
        if not any(pattern.match(one) for one in rest):
            yield f"no line like “{line}”"


def _pattern(line: str) -> str:
    # What varies is a number, a day or an id; what is cut off may be anything. A status alone is itself.
    if re.fullmatch(r"\d{3}", line):
        return line
    pieces = []
    for part in re.split(rf"({_CUT}|{_VARIABLE.pattern})", line):
        if part == _CUT:
            pieces.append(".*")
        elif _VARIABLE.fullmatch(part):
            pieces.append(r"[\w.,:\-]+")
        else:
            pieces.append(re.escape(part))
    return "".join(pieces)
