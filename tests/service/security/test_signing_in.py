"""Signing in on a page: what the cookie is good for, what it is not, and when it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from service.api.app import create_app
from service.operations.keys import KeyWanted, create_key, take_back_key
from service.security.cookie import FORM, SIGNED_IN, hash_of
from service.security.principal import Scope
from service.settings import Settings
from service.store import Store
from service.store.reads.sign_ins import sign_in

PAGE = {"accept": "text/html"}
ANALYST = "/analyst"


@pytest.fixture
def reader(settings: Settings, description) -> Iterator[TestClient]:
    """A browser, as far as cookies and pages go."""
    yield from _browser(settings, description)


def _browser(settings: Settings, description, base: str = "http://testserver") -> Iterator[TestClient]:
    app = create_app(settings)
    app.openapi_schema = description
    with TestClient(
        app, base_url=base, headers=PAGE, follow_redirects=False, raise_server_exceptions=False
    ) as found:
        yield found


def mark(page: str) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page)
    assert found is not None, page
    return found[1]


def enter(reader: TestClient, key: str, next_: str = ANALYST, **more: str):
    csrf = mark(reader.get("/sign-in").text)
    return reader.post("/sign-in", data={"csrf": csrf, "key": key, "next": next_, **more})


def flags(answer, name: str) -> list[str]:
    [found] = [one for one in answer.headers.get_list("set-cookie") if one.startswith(f"{name}=")]
    return [part.strip() for part in found.split(";")[1:]]


def test_a_reader_signs_in_and_out(reader: TestClient, store: Store, key) -> None:
    asked = reader.get(f"{ANALYST}?of=target:x")
    assert asked.status_code == 401
    assert asked.headers["www-authenticate"].startswith("Bearer")
    assert 'name="next" value="/analyst?of=target:x"' in asked.text
    answer = enter(reader, key(Scope.ANALYST, name="Ann <Analyst>"))
    assert (answer.status_code, answer.headers["location"]) == (303, ANALYST)
    assert flags(answer, SIGNED_IN) == ["Path=/", "Max-Age=43200", "HttpOnly", "SameSite=Lax"]
    assert flags(answer, FORM)[1] == "Max-Age=0", "the form is used up"
    token = reader.cookies[SIGNED_IN]
    with store.read() as session:
        assert sign_in(session, hash_of(token)) is not None
        assert sign_in(session, token) is None, "only its hash is kept"
    page = reader.get(ANALYST)
    assert page.status_code == 200
    assert "Ann &lt;Analyst&gt;" in page.text
    assert page.headers["cache-control"] == "private, no-store"
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe-inline" not in page.headers["content-security-policy"]
    out = reader.post("/sign-out", data={"csrf": mark(page.text)})
    assert (out.status_code, out.headers["location"]) == (303, "/")
    assert flags(out, SIGNED_IN)[1] == "Max-Age=0"
    reader.cookies.set(SIGNED_IN, token)
    assert reader.get(ANALYST).status_code == 401, "what the browser held opens nothing any more"


def test_over_https_the_cookie_is_for_this_host_alone(settings: Settings, description, key) -> None:
    secure = settings.model_copy(update={"https": True})
    for reader in _browser(secure, description, "https://testserver"):
        answer = enter(reader, key(Scope.ANALYST))
        assert "Secure" in flags(answer, f"__Host-{SIGNED_IN}")
        assert reader.get(ANALYST).status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/\t/x"],
)  # fmt: skip
def test_nobody_is_led_elsewhere(reader: TestClient, key, elsewhere: str) -> None:
    assert enter(reader, key(Scope.ANALYST), elsewhere).headers["location"] == "/"


def test_a_form_of_another_is_not_taken(reader: TestClient, key) -> None:
    text = key(Scope.ANALYST)
    reader.get("/sign-in")
    for sent in ({}, {"csrf": ""}, {"csrf": "0" * 64}):
        assert reader.post("/sign-in", data={**sent, "key": text}).status_code == 403
    assert SIGNED_IN not in reader.cookies
    csrf = mark(reader.get("/sign-in").text)
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert reader.post("/sign-in", data={"csrf": csrf, "key": text}, headers=cross).status_code == 403
    enter(reader, text)
    own = mark(reader.get(ANALYST).text)
    for path in ("/analyst/recalibrations", "/analyst/calibrations/1/promote", "/sign-out"):
        assert reader.post(path, data={"reason": "x"}).status_code == 403, path
        assert reader.post(path, data={"csrf": csrf, "reason": "x"}).status_code == 403, path
        assert reader.post(path, json={"csrf": own, "reason": "x"}).status_code == 403, "no form at all"
        assert reader.post(path, data={"csrf": own}, headers=cross).status_code == 403, path
    assert reader.get(ANALYST).status_code == 200


def test_the_api_takes_the_cookie_for_reading_alone(reader: TestClient, key) -> None:
    enter(reader, key(Scope.ADMIN))
    data = {"accept": "application/json"}
    found = reader.get("/v1/keys", headers=data)
    assert found.status_code == 200
    assert found.headers["cache-control"] == "private, no-store"
    csrf = mark(reader.get(ANALYST).text)
    for method, path in (("POST", "/v1/keys"), ("POST", "/v1/recalibrations"), ("DELETE", "/v1/targets/x")):
        sent = reader.request(method, path, json={"reason": "x", "csrf": csrf}, headers=data)
        assert sent.status_code == 401, path
        assert sent.json()["code"] == "credentials_missing"


def test_a_key_in_a_header_goes_before_the_cookie(reader: TestClient, key) -> None:
    enter(reader, key(Scope.ADMIN))
    small = {"accept": "application/json", "authorization": f"Bearer {key(Scope.READ)}"}
    assert reader.get("/v1/keys", headers=small).status_code == 403


def test_it_ends_with_the_key(reader: TestClient, store: Store, key) -> None:
    text = key(Scope.ANALYST)
    enter(reader, text)
    with store.session() as session:
        take_back_key(session, text.split("_")[1], at=datetime.now(UTC), who="a test", why="To test")
    reader.app.state.key_ring.forget(text.split("_")[1])  # type: ignore[attr-defined]
    answer = reader.get(ANALYST)
    assert answer.status_code == 401
    assert flags(answer, SIGNED_IN)[1] == "Max-Age=0"
    again = reader.get("/methods")
    assert again.status_code == 200, "and reads on like everybody else"
    assert "Signed in as" not in again.text


def test_it_ends_by_itself(settings: Settings, description, store: Store) -> None:
    brief = settings.model_copy(update={"sign_in_hours": 1e-7})
    for reader in _browser(brief, description):
        with store.session() as session:
            wanted = KeyWanted("Ann", Scope.ANALYST)
            text, _ = create_key(session, wanted, at=datetime.now(UTC), who="a test", why="To test")
        reader.cookies.clear()
        csrf = mark(reader.get("/sign-in").text)
        answer = reader.post("/sign-in", data={"csrf": csrf, "key": text.text})
        token = re.search(r"headway-session=([\w-]+)", str(answer.headers.get_list("set-cookie")))
        assert token is not None
        reader.cookies.set(SIGNED_IN, token[1])
        over = reader.get(ANALYST)
        assert over.status_code == 401


def test_a_key_that_has_expired_opens_no_page(reader: TestClient, key) -> None:
    past = datetime.now(UTC) - timedelta(days=2)
    answer = enter(reader, key(Scope.ANALYST, at=past, expires_at=past + timedelta(days=1)))
    assert answer.status_code == 401
    assert "was good until" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert enter(reader, "no key").status_code == 401
    assert enter(reader, "").status_code == 422


def test_too_small_a_key_is_told_which_it_takes(reader: TestClient, key) -> None:
    enter(reader, key(Scope.READ, name="Ron Reader"))
    answer = reader.get(ANALYST)
    assert answer.status_code == 403
    assert "takes the scope “analyst”; you are signed in as Ron Reader" in answer.text
    csrf = mark(answer.text)
    sent = reader.post("/analyst/recalibrations", data={"csrf": csrf, "reason": "x"})
    assert sent.status_code == 403


def test_signing_in_cannot_be_tried_without_end(reader: TestClient, key) -> None:
    csrf = mark(reader.get("/sign-in").text)
    for _ in range(10):
        assert reader.post("/sign-in", data={"csrf": csrf, "key": "hw_x"}).status_code == 401
    answer = reader.post("/sign-in", data={"csrf": csrf, "key": key(Scope.ANALYST)})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert SIGNED_IN not in reader.cookies


def test_one_readers_page_is_nobody_elses(reader: TestClient, key) -> None:
    public = reader.get("/methods")
    assert "Signed in as" not in public.text
    enter(reader, key(Scope.EDITOR, name="Erin"))
    own = reader.get("/methods", headers={"if-none-match": public.headers["etag"]})
    assert own.status_code == 200
    assert "Erin" in own.text
    assert "etag" not in own.headers
    reader.cookies.clear()
    assert reader.get("/methods").text == public.text


def test_a_closed_service_lets_readers_in(settings: Settings, description, key) -> None:
    shut = settings.model_copy(update={"anonymous": False})
    for reader in _browser(shut, description):
        page = reader.get("/methods")
        assert page.status_code == 401
        assert 'name="next" value="/methods"' in page.text
        csrf = mark(page.text)
        answer = reader.post("/sign-in", data={"csrf": csrf, "key": key(), "next": "/methods"})
        assert answer.headers["location"] == "/methods"
        assert reader.get("/methods").status_code == 200
