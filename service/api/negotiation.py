"""Which format of a resource a client gets: by suffix, else by its ``Accept`` header (RFC 9110 §12.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.api.errors import FormatNotOffered


@dataclass(frozen=True, slots=True)
class Format:
    """A format that resources are offered in."""

    name: str
    media_type: str
    suffix: str
    header: str

    @property
    def range(self) -> tuple[str, str]:
        """Type and subtype."""
        kind, _, subtype = self.media_type.partition("/")
        return kind, subtype


JSON = Format("json", "application/json", ".json", "application/json")
CSV = Format("csv", "text/csv", ".csv", "text/csv; charset=utf-8; header=present")


def choose(accept: str | None, offered: Sequence[Format]) -> Format:
    """The offered format the client likes best; the first of equals. Raises FormatNotOffered."""
    if accept is None or not accept.strip():
        return offered[0]
    wanted = [_media_range(part) for part in accept.split(",") if part.strip()]
    best = max(offered, key=lambda one: _quality(one, wanted))
    if _quality(best, wanted) > 0:
        return best
    raise FormatNotOffered(
        f"Offered here: {', '.join(one.media_type for one in offered)}.",
        path="header.accept",
        detail=[one.media_type for one in offered],
    )


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Whether the client reads gzip."""
    if not accept_encoding or "gzip" not in accept_encoding:
        return False
    for part in accept_encoding.split(","):
        coding, _, rest = part.partition(";")
        if coding.strip().lower() == "gzip":
            return _weight(rest) > 0
    return False


def _media_range(text: str) -> tuple[str, str, float]:
    name, _, rest = text.partition(";")
    kind, _, subtype = name.strip().lower().partition("/")
    return kind, subtype or "*", _weight(rest)


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _quality(one: Format, wanted: Sequence[tuple[str, str, float]]) -> float:
    # The most specific range that covers the format decides, whatever its weight.
    kind, subtype = one.range
    for exact in ((kind, subtype), (kind, "*"), ("*", "*")):
        weights = [q for k, s, q in wanted if (k, s) == exact]
        if weights:
            return max(weights)
    return 0.0
