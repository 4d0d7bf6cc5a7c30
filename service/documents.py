"""Judgements and catalogue entries as JSON documents, and back.

A document has the fields of its frozen dataclass. A period becomes
``{"code": "FY", "period": "2024/25", "label": "2024/25", "start": "2024-04-01", "end": "2025-03-31"}``,
an enum its value, a date ISO text, a number that is none ``null``; a likelihood also carries its title.

::

    DocumentError
    ├── DocumentUnsupported   a thing that has no form as a document
    └── DocumentUnreadable    a document that does not hold what is asked for
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache, lru_cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from forecasting.errors import HeadwayError, PeriodError
from forecasting.periods import Period
from forecasting.verdicts import Likelihood

T = TypeVar("T")
Document = dict[str, Any]

_Encode = Callable[[Any], Any]
_Decode = Callable[[Any], Any]

_COMPACT = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_CANONICAL = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"), sort_keys=True)


class DocumentError(HeadwayError):
    """Something cannot be written as a document or read from one."""

    code = "document_error"


class DocumentUnsupported(DocumentError):
    """A thing that has no form as a document."""

    code = "document_unsupported"


class DocumentUnreadable(DocumentError):
    """A document that does not hold what is asked for."""

    code = "document_unreadable"


# ---------------------------------------------------------------------------------------- writing


def to_document(value: object) -> Any:
    """A frozen dataclass, or anything inside one, as dictionaries, lists and plain values.

    Keys of mappings become text in the order of the keys, so that equal things give equal documents.
    Raises DocumentUnsupported.
    """
    return _encoder(type(value))(value)


def dumps(document: Any) -> bytes:
    """A document as UTF-8 JSON; the same document always gives the same bytes."""
    return _COMPACT.encode(document).encode()


def digest(document: Any) -> str:
    """A short fingerprint of a document that does not depend on the order of its keys (128 bits, hexadecimal)."""
    return hashlib.sha256(_CANONICAL.encode(document).encode()).hexdigest()[:32]


def _find_encoder(kind: type) -> _Encode:
    if kind in _PLAIN:
        return _PLAIN[kind]
    for parent, encode in _BY_PARENT:
        if issubclass(kind, parent):
            return encode
    if dataclasses.is_dataclass(kind):
        return _fields_encoder(kind)
    if kind.__module__ == "numpy":
        return lambda value: to_document(value.tolist())
    raise DocumentUnsupported(
        f"{kind.__qualname__} has no form as a document.", field="type", value=kind.__qualname__
    )


# Found once for each type: a judgement holds thousands of values of a dozen types.
_encoder = cast(Callable[[type], _Encode], cache(_find_encoder))


def _fields_encoder(kind: type) -> _Encode:
    names = tuple((field.name, field.name) for field in dataclasses.fields(kind)) + _ADDED.get(kind, ())

    def encode(value: Any) -> Document:
        document = {}
        for name, attribute in names:
            item = getattr(value, attribute)
            document[name] = item if item is None else _encoder(type(item))(item)
        return document

    return encode


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _list(value: Any) -> list[Any]:
    return [_encoder(type(item))(item) for item in value]


def _mapping(value: Mapping[Any, Any]) -> Document:
    return {_key(key): _encoder(type(value[key]))(value[key]) for key in sorted(value)}


def _key(key: Any) -> str:
    if isinstance(key, Enum):
        return str(key.value)
    if isinstance(key, str | int | float):
        return str(key)
    raise DocumentUnsupported(
        f"{type(key).__qualname__} cannot name a field of a document.", field="key", value=repr(key)
    )


@lru_cache(maxsize=65536)
def _period_parts(period: Period) -> Document:
    return {
        "code": period.frequency.value,
        "period": str(period),
        "label": period.label,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
    }


def _same(value: Any) -> Any:
    return value


_ADDED: Mapping[type, tuple[tuple[str, str], ...]] = {Likelihood: (("title", "words"),)}
_PLAIN: Mapping[type, _Encode] = {
    str: _same,
    int: _same,
    bool: _same,
    type(None): _same,
    float: _number,
    # A copy, because whoever gets the document may change it.
    Period: lambda period: dict(_period_parts(period)),
}
_BY_PARENT: tuple[tuple[type | tuple[type, ...], _Encode], ...] = (
    (Enum, lambda value: value.value),
    (date, lambda value: value.isoformat()),
    ((tuple, list), _list),
    (Mapping, _mapping),
    (float, lambda value: _number(float(value))),
    (int, int),
    (str, str),
)

# ---------------------------------------------------------------------------------------- reading


def from_document(kind: type[T], document: Any) -> T:
    """Rebuild a frozen dataclass from its document.

    A field that the document lacks takes its default, a field that the dataclass lacks is passed over:
    a store outlives versions of the code. Raises DocumentUnreadable.
    """
    return cast(T, _decoder(kind)(document))


def period_from_document(document: Mapping[str, Any]) -> Period:
    """The period that a document describes; raises DocumentUnreadable."""
    try:
        return Period.parse(document["period"], document["code"])
    except (KeyError, TypeError, AttributeError, PeriodError) as err:
        raise DocumentUnreadable(
            f"{document!r} does not describe a period.",
            value=document,
            remedy='Give {"code": "FY", "period": "2024/25"}.',
        ) from err


def _find_decoder(hint: Any) -> _Decode:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _optional_decoder(hint, arguments)
    if origin in (tuple, list):
        return _sequence_decoder(origin, arguments)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_decoder(*arguments)
    if hint is Any:
        return _same
    if isinstance(hint, type):
        return _type_decoder(hint)
    raise DocumentUnsupported(f"A field of type {hint} cannot be read from a document.", value=str(hint))


_decoder = cast(Callable[[Any], _Decode], cache(_find_decoder))


def _type_decoder(kind: type) -> _Decode:
    if kind is Period:
        return period_from_document
    if dataclasses.is_dataclass(kind):
        return _fields_decoder(kind)
    if issubclass(kind, Enum):
        return _reading(kind, kind)
    if issubclass(kind, datetime | date):
        return _reading(kind, kind.fromisoformat)
    if kind is float:
        return _reading(kind, lambda value: math.nan if value is None else float(value))
    if kind in (str, int, bool):
        return _expecting(kind)
    raise DocumentUnsupported(f"{kind.__qualname__} cannot be read from a document.", value=kind.__qualname__)


def _reading(kind: type, read: _Decode) -> _Decode:
    def decode(value: Any) -> Any:
        try:
            return read(value)
        except (TypeError, ValueError) as err:
            raise DocumentUnreadable(f"{value!r} is no {kind.__qualname__}.", value=value) from err

    return decode


def _expecting(kind: type) -> _Decode:
    def decode(value: Any) -> Any:
        if type(value) is not kind:
            raise DocumentUnreadable(f"{value!r} is no {kind.__qualname__}.", value=value)
        return value

    return decode


def _optional_decoder(hint: Any, arguments: tuple[Any, ...]) -> _Decode:
    kinds = [argument for argument in arguments if argument is not type(None)]
    if len(kinds) != 1:
        raise DocumentUnsupported(
            f"A field of type {hint} cannot be read from a document: it may be several things.",
            value=str(hint),
        )
    decode = _decoder(kinds[0])
    return lambda value: None if value is None else decode(value)


def _sequence_decoder(kind: type, arguments: tuple[Any, ...]) -> _Decode:
    if kind is tuple and (len(arguments) != 2 or arguments[1] is not Ellipsis):
        decoders = tuple(_decoder(argument) for argument in arguments)
        return _reading(
            kind, lambda value: tuple(read(item) for read, item in zip(decoders, value, strict=True))
        )
    decode = _decoder(arguments[0])
    return _reading(kind, lambda value: kind([decode(item) for item in value]))


def _mapping_decoder(key: Any, item: Any) -> _Decode:
    read_key = float if key is float else int if key is int else _decoder(key)
    read_item = _decoder(item)
    return _reading(dict, lambda value: {read_key(k): read_item(v) for k, v in dict(value).items()})


def _fields_decoder(kind: type) -> _Decode:
    hints = get_type_hints(kind)
    decoders = {field.name: _decoder(hints[field.name]) for field in dataclasses.fields(kind) if field.init}

    def decode(document: Any) -> Any:
        if not isinstance(document, Mapping):
            raise DocumentUnreadable(f"{document!r} is no {kind.__qualname__}.", value=document)
        given = {}
        for name, read in decoders.items():
            if name in document:
                try:
                    given[name] = read(document[name])
                except DocumentUnreadable as err:
                    err.field = name if err.field is None else f"{name}.{err.field}"
                    raise
        try:
            return kind(**given)
        except TypeError as err:
            raise DocumentUnreadable(
                f"The document lacks a field of {kind.__qualname__} ({err}).", value=sorted(document)
            ) from err

    return decode
