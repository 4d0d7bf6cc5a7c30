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
    title: str
    binary: bool = False

    @property
    def range(self) -> tuple[str, str]:
        """Type and subtype."""
        kind, _, subtype = self.media_type.partition(";")[0].partition("/")
        return kind, subtype

    @property
    def version(self) -> str | None:
        """The version of the format, where its media type says one."""
        return _version(self.media_type.partition(";")[2])


JSON = Format("json", "application/json", ".json", "application/json", "JSON")
CSV = Format("csv", "text/csv", ".csv", "text/csv; charset=utf-8; header=present", "CSV")
CSVW = Format(
    "csvMetadata", "application/csvm+json", ".csv-metadata.json", "application/csvm+json", "CSVW metadata"
)
_PARQUET = "application/vnd.apache.parquet"
PARQUET = Format("parquet", _PARQUET, ".parquet", _PARQUET, "Parquet", binary=True)
_SDMX_CSV = "application/vnd.sdmx.data+csv; version=2.0.0"
SDMX_CSV = Format("sdmxCsv", _SDMX_CSV, ".sdmx.csv", f"{_SDMX_CSV}; charset=utf-8", "SDMX-CSV 2.0")
_SDMX_ML = "application/vnd.sdmx.structure+xml; version=2.1"
SDMX_ML = Format("sdmxMl", _SDMX_ML, ".xml", _SDMX_ML, "SDMX-ML 2.1")
_HUBVERSE = "application/vnd.hubverse.model-output+csv"
HUBVERSE = Format(
    "hubverse", _HUBVERSE, ".hubverse.csv", f"{_HUBVERSE}; charset=utf-8", "hubverse model output"
)
_BANK = "application/vnd.boe.forecast-evaluation+csv"
BANK = Format(
    "boe", _BANK, ".boe.csv", f"{_BANK}; charset=utf-8", "the Bank of England's forecast evaluation schema"
)
EVENTS = Format("events", "text/event-stream", ".events", "text/event-stream", "server-sent events")


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


def _media_range(text: str) -> tuple[str, str, str | None, float]:
    name, _, rest = text.partition(";")
    kind, _, subtype = name.strip().lower().partition("/")
    return kind, subtype or "*", _version(rest), _weight(rest)


def _version(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "version":
            return value.strip().strip('"')
    return None


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _quality(one: Format, wanted: Sequence[tuple[str, str, str | None, float]]) -> float:
    # The most specific range that covers the format decides, whatever its weight. A version that a client
    # names is the one it reads.
    kind, subtype = one.range
    for exact in ((kind, subtype), (kind, "*"), ("*", "*")):
        weights = [q for k, s, version, q in wanted if (k, s) == exact and version in (None, one.version)]
        if weights:
            return max(weights)
    return 0.0
