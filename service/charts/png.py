"""Words inside a PNG: its title, description and source, where programs and catalogues look for them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LENGTH = struct.Struct(">I")


def with_text(picture: bytes, texts: Mapping[str, str]) -> bytes:
    """The picture with international text chunks (PNG, third edition, §11.3.3.4) after its header.

    Keywords such as Title, Description, Source and Software are those the standard names.
    """
    end = len(_SIGNATURE) + 8 + _LENGTH.unpack_from(picture, len(_SIGNATURE))[0] + 4
    chunks = [_chunk(keyword, text) for keyword, text in texts.items() if text]
    return b"".join([picture[:end], *chunks, picture[end:]])


def _chunk(keyword: str, text: str) -> bytes:
    # Not compressed, no language tag, no translated keyword.
    body = b"iTXt" + keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode()
    return _LENGTH.pack(len(body) - 4) + body + _LENGTH.pack(zlib.crc32(body))
