"""The OpenAPI description as a page for people: each address once, its formats under it, each problem in one place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.api.errors import RequestError
from service.api.problems import PROBLEM_TYPES
from service.board.english import reference as words
from service.board.rendering import render

_PROBLEM = "application/problem+json"
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its status and meaning, and an example in each media type that has one."""

    said: str
    examples: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One address and method. ``others`` are the same in other formats, ``problems`` codes with their statuses."""

    id: str
    method: str
    path: str
    paragraphs: tuple[str, ...]
    parameters: tuple[tuple[str, str, str], ...]
    body: str
    body_example: str
    answers: tuple[Answer, ...]
    problems: tuple[tuple[str, str], ...]
    others: tuple[Operation, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """What belongs together."""

    name: str
    meaning: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One thing that can go wrong, with an example where an answer has one."""

    code: str
    status: int
    said: str
    example: str


def reference_page(api: Mapping[str, Any]) -> str:
    """The page, in the look of the board."""
    text = api["info"]["description"]
    return render(
        "reference.html",
        r=words,
        title=words.TITLE,
        summary=words.SUMMARY,
        here="api",
        version=words.VERSION.format(version=api["info"]["version"]),
        openapi=words.OPENAPI.format(version=api["openapi"]),
        lead=[part.removeprefix("* ").split("\n* ") for part in text.strip().split("\n\n")],
        sections=list(_sections(api)),
        problems=list(_problems(api)),
    )


def _sections(api: Mapping[str, Any]) -> Iterator[Section]:
    for tag in api["tags"]:
        found: dict[tuple[str, str], list[Operation]] = {}
        for path, methods in api["paths"].items():
            for method, operation in methods.items():
                if tag["name"] in operation.get("tags", ()):
                    # A suffix names a format of the address before it.
                    stem = path.partition(".")[0]
                    found.setdefault((method, stem), []).append(_operation(api, method, path, operation))
        grouped = (_grouped(group) for group in found.values())
        yield Section(tag["name"], tag["description"], tuple(grouped))


def _grouped(group: Sequence[Operation]) -> Operation:
    first, *rest = group
    return replace(first, others=tuple(rest))


def _operation(api: Mapping[str, Any], method: str, path: str, operation: Mapping[str, Any]) -> Operation:
    summary, description = f"{operation['summary']}.", operation.get("description", "")
    body = operation.get("requestBody", {}).get("content", {})
    kind = next(iter(body), "")
    answers, problems = [], []
    for status, response in operation["responses"].items():
        content = response.get("content", {})
        problems += [(code, status) for code in content.get(_PROBLEM, {}).get("examples", {})]
        shown = tuple((media, _shown(one["example"])) for media, one in content.items() if "example" in one)
        if shown or _PROBLEM not in content:
            said = words.ANSWER.format(status=status, meaning=response["description"])
            answers.append(Answer(said, shown))
    return Operation(
        operation["operationId"],
        method.upper(),
        path,
        (summary, description) if description.rstrip(".") != operation["summary"].rstrip(".") else (summary,),
        tuple(
            (one["name"], one["in"], one.get("description", "")) for one in operation.get("parameters", ())
        ),
        words.BODY.format(kind=kind) if kind else "",
        _body_example(api, body.get(_JSON, {})),
        tuple(answers),
        tuple(problems),
    )


def _body_example(api: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    if "example" in content:
        return _shown(content["example"])
    schema = content.get("schema", {})
    if "$ref" in schema:
        schema = api["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return _shown(schema["example"]) if "example" in schema else ""


def _problems(api: Mapping[str, Any]) -> Iterator[ProblemLine]:
    examples = {
        code: example["value"]
        for methods in api["paths"].values()
        for operation in methods.values()
        for response in operation["responses"].values()
        for code, example in response.get("content", {}).get(_PROBLEM, {}).get("examples", {}).items()
    }
    for error, kind in PROBLEM_TYPES.items():
        if issubclass(error, RequestError) or error.code in examples:
            meaning = (error.__doc__ or "").partition("\n")[0]
            example = examples.pop(error.code, None)
            yield ProblemLine(
                error.code,
                kind.status,
                f"{kind.title}. {meaning}",
                "" if example is None else _shown(example),
            )
    for code, example in examples.items():
        yield ProblemLine(code, example["status"], f"{example['title']}.", _shown(example))


def _shown(example: object) -> str:
    return example if isinstance(example, str) else json.dumps(example, indent=2, ensure_ascii=False)
