"""Requests that nobody means well, as bytes for a socket: the same for the same seed.

Each of ``hostile(seed)`` is one connection's worth. About a third is no HTTP at all or breaks its rules; the others are
requests that a server must read and refuse: paths, parameters, headers and bodies that go wrong in every way known.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from urllib.parse import quote, quote_from_bytes

PATHS = (
    "/v1/targets", "/v1/targets/{}", "/v1/targets/{}/assessment", "/v1/targets/{}/trajectory.csv", "/v1/assessments.csv",
    "/v1/targets/{}/charts/gap.svg", "/v1/indicators/{}/observations", "/v1/areas/{}", "/v1/releases/{}/changes",
    "/v1/forecasts/{}/{}", "/v1/label-sets/{}", "/v1/calibrations/{}", "/v1/jobs/{}/events", "/v1/keys/{}", "/v1/sources/{}",
    "/v1/bulk/indicators/{}/observations.parquet", "/targets/{}", "/missions/{}", "/", "/assets/{}", "/embed/{}", "/{}",
    "/docs", "/sign-in", "/metrics", "/health/ready", "/feed.atom", "/briefing/targets/{}.html", "/analyst/jobs/{}",
)  # fmt: skip
PARAMETERS = (
    "as_of", "since", "until", "limit", "cursor", "fields", "sort", "verdict", "probability_min", "from", "to", "width",
    "updated_after", "area", "publisher", "level", "scenario", "effect", "page", "horizon", "include_history", "xyz",
)  # fmt: skip
WORDS = (
    "uk-homes-1.5m", "rtt_pct_within_18w", "../../etc/passwd", "..\\..\\windows\\win.ini", "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "' OR '1'='1", "'; DROP TABLE target; --", "1 UNION SELECT hash FROM api_key", "=HYPERLINK(\"http://x\")", "+1", "-2+3",
    "@SUM(A1)", "uk\u2011homes\u20111.5m", "υκ-homes-1.5m", "uk-homes-1.5m\u202e", "\u200buk-homes", "\uff55\uff4b-homes", "x" * 121, "x" * 3000,
    "\0", "a\0b", "\r\nX-Injected: 1", "%", "%zz", "%%%", "{}", "[]", "${jndi:ldap://x}", "{{7*7}}", "<script>alert(1)</script>",
    "NaN", "Infinity", "-0", "1e999", "9" * 400, "-1", "0", "0x10", "\uff11\uff12", "٢٠٢٥-٠٦-٣٠", "2025-02-30", "0001-01-01", "9999-12-31",
    "2025-13-01T99:99:99Z", "true", "null", "undefined", "-", ".", "..", "/", "//", "a/b", "W/\"x\"", "*", "💥", "é" * 40,
    "WyJhIiwiYiJd", "W10", "eyJhIjoxfQ", "AAAA", "====", "_" * 400,
)  # fmt: skip
HEADERS = (
    "Accept", "Accept-Encoding", "If-None-Match", "If-Match", "Range", "If-Range", "Authorization", "X-API-Key", "Cookie",
    "Origin", "Idempotency-Key", "Content-Type", "X-Request-Id", "X-Forwarded-For", "Host", "Referer", "Last-Event-ID",
    "Access-Control-Request-Method", "TE", "Expect", "Upgrade", "X-HTTP-Method-Override", "Forwarded",
)  # fmt: skip
VALUES = (
    "*/*", "text/html;q=nan", "application/json;q=-1", ",,,", ";;;", "q", "a/b/c", "gzip;q=1e9", "bytes=0-", "bytes=-1-5",
    "bytes=9-1,5-", "lines=1", "*", "W/*", '""', '"', 'W/"a", "b", W/', '"' + "a" * 2000 + '"', ", ".join(['"x"'] * 300),
    "Bearer", "Bearer hw_000000000000_x", "Bearer \xff", "Basic eDp5", "Digest", "bearer  two  words", "headway_session=x",
    "__Host-headway_session=" + "A" * 500, "null", "http://evil.example", "a b", "\xff\xfe", "é", "1, 2, 3", "999.999.999.999",
    "::1%lo", "chunked", "websocket", "100-continue", "0" * 5000, "DELETE", "-1", "application/json; charset=utf-99",
)  # fmt: skip
METHODS = (
    "GET",
    "GET",
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "BREW",
    "get",
)
POSTED = (
    "/v1/proposals", "/v1/targets/draft/assess", "/v1/targets/uk-homes-1.5m/what-if", "/v1/targets/tried", "/v1/keys",
    "/v1/missions/uk-nhs/notes", "/v1/recalibrations", "/sign-in", "/analyst/recalibrations", "/v1/label-sets/x",
    "/set-a-target", "/v1/targets",
)  # fmt: skip
KINDS = (
    "application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "application/xml", "x",
    "application/x-www-form-urlencoded", "application/json; charset=utf-16", "application/problem+json", "",
)  # fmt: skip
BROKEN = (
    b"\r\n\r\n", b"\0\0\0\0", b"GET\r\n\r\n", b"GET /v1\r\n\r\n", b"GET /v1 HTTP/9.9\r\n\r\n", b"HELLO WORLD\r\n\r\n",
    b"GET  /v1  HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /v1 HTTP/1.1\r\nHost x\r\n\r\n", b"GET /v1 HTTP/1.1\r\n: x\r\n\r\n",
    b"GET /v1 HTTP/1.1\nHost: x\n\n", b"GET /v1 HTTP/1.1\r\nA: b\r\n c\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /v1/proposals HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", b"GET /v1 HTTP/1.1\r\nHost: x\0y\r\n\r\n",
    b"POST /v1/proposals HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"POST /v1/proposals HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
    b"POST /v1/proposals HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nx\r\n0\r\n\r\n",
    b"POST /v1/proposals HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
    b"POST /v1/proposals HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity, chunked, gzip\r\n\r\n0\r\n\r\n",
    b"GET /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", b"GET * HTTP/1.1\r\nHost: x\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"GET http://x/v1 HTTP/1.0\r\n\r\n", b"GET /v1?\xff=\xfe HTTP/1.0\r\n\r\n",
)  # fmt: skip


def hostile(seed: int) -> Iterator[bytes]:
    """One after the other, without end."""
    dice = random.Random(seed)
    while True:
        yield dice.choice((_broken, _asking, _asking, _asking, _sending, _sending))(dice)


def _broken(dice: random.Random) -> bytes:
    if dice.random() < 0.5:
        return dice.choice(BROKEN)
    # A sound request with some of its bytes changed.
    raw = bytearray(_asking(dice) if dice.random() < 0.5 else _sending(dice))
    for _ in range(dice.randint(1, 6)):
        raw[dice.randrange(min(len(raw), 300))] = dice.randrange(256)
    return bytes(raw)


def _word(dice: random.Random) -> str:
    if dice.random() < 0.7:
        return dice.choice(WORDS)
    return "".join(
        chr(dice.choice((dice.randrange(1, 128), dice.randrange(0xD7FF)))) for _ in range(dice.randint(1, 30))
    )


def _escaped(dice: random.Random, word: str) -> str:
    form = dice.random()
    if form < 0.6:
        return quote(word, safe="")
    if form < 0.8:
        return quote(quote(word, safe=""), safe="%/")
    if form < 0.9:
        return quote_from_bytes(dice.randbytes(8))
    return quote(word, safe="/.%&=?")


def _address(dice: random.Random) -> str:
    path = dice.choice(PATHS)
    while "{}" in path:
        path = path.replace("{}", "uk-homes-1.5m" if dice.random() < 0.3 else _escaped(dice, _word(dice)), 1)
    pairs = [f"{dice.choice(PARAMETERS)}={_escaped(dice, _word(dice))}" for _ in range(dice.randint(0, 4))]
    return f"{path}?{'&'.join(pairs)}" if pairs else path


def _head(dice: random.Random, method: str, address: str, *more: str) -> bytes:
    lines = [f"{method} {address} HTTP/1.1", "Host: x", "Connection: close", *more]
    lines += [f"{dice.choice(HEADERS)}: {dice.choice(VALUES)}" for _ in range(dice.randint(0, 4))]
    if dice.random() < 0.02:
        lines += [f"X-{number}: 1" for number in range(150)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def _asking(dice: random.Random) -> bytes:
    return _head(dice, dice.choice(METHODS), _address(dice))


def _sending(dice: random.Random) -> bytes:
    body = _body(dice)
    kind = f"Content-Type: {dice.choice(KINDS) if dice.random() < 0.4 else 'application/json'}"
    address = dice.choice(POSTED)
    method = "POST" if dice.random() < 0.8 else dice.choice(("PUT", "PATCH", "DELETE", "GET"))
    if dice.random() < 0.15:
        chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        return _head(dice, method, address, kind, "Transfer-Encoding: chunked") + chunks
    return _head(dice, method, address, kind, f"Content-Length: {len(body)}") + body


def _body(dice: random.Random) -> bytes:
    word = _word(dice)
    fields: dict[str, object] = {
        name: dice.choice((word, dice.choice(WORDS), None, [], {}, -1, 1e308, 10**30, True, [[word]]))
        for name in dice.sample(
            ("indicator", "by", "area", "value", "kind", "target", "reason", "scenarios", "text", word), 4
        )
    }
    sound = json.dumps(fields).encode()
    return dice.choice(
        (
            sound, sound[: len(sound) // 2], sound.replace(b":", b": NaN,", 1), sound * 2, b"[" * 20_000, b'{"a":' * 9_000,
            b'{"by":1,"by":2,"by":"2029"}', b'{"value":1e99999}', b'{"value":' + b"9" * 5000 + b"}", b"\xff\xfe\x00", b"", b"null",
            b'{"indicator":"\\ud800"}', b'{"indicator":"\\u0000"}', json.dumps(fields).encode("utf-16"), b"x" * 70_000, b"--x\r\n\r\n",
            b'{"indicator":"rtt_pct_within_18w","by":"2029-03","value":Infinity}', b"a=1&b=%ff&csrf=x", dice.randbytes(200),
        )
    )  # fmt: skip
