"""That no vector passes whatever we answer: every number and word it expects, changed, is noticed by some test.

Each expected value is moved by a few of its own tolerances (an exact one by a millionth), a word is misspelt, a
truth turned round, a null filled in. A comparison that is left out, or looser than the vector allows without a
second one at full tolerance, shows here.
"""

from __future__ import annotations

import copy
import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

Vector = Mapping[str, Any]
HERE = Path(__file__).parent
_EXACT = 1e-6
_TOLERANCES = 4.0


def modules() -> list[ModuleType]:
    """The files that answer vectors, loaded apart from the session's own copies."""
    found = []
    for file in sorted(HERE.glob("test_*.py")):
        if file.name in (Path(__file__).name, "test_every_vector.py"):
            continue
        spec = importlib.util.spec_from_file_location(f"answers_{file.stem}", file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        found.append(module)
    return found


def changed(value: Any, tolerance: float | None) -> Iterator[Any]:
    """A value as it would be wrong: one version for each place in it that can be."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            for other in changed(inner, tolerance):
                yield {**value, key: other}
    elif isinstance(value, list):
        yield [*value, "one too many"]
        for place, inner in enumerate(value[:3]):
            for other in changed(inner, tolerance):
                yield [*value[:place], other, *value[place + 1 :]]
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        step = max((tolerance or 0.0) * _TOLERANCES, _EXACT, abs(value) * 1e-12)
        yield value + step
        yield value - step
    elif value is None:
        yield 1.0
    else:
        yield f"{value}x"


def wrong(vector: Vector) -> Iterator[tuple[str, dict[str, Any]]]:
    """The vector with one expected value changed, and which."""
    for key, value in vector["expected"].items():
        for other in changed(value, vector["tolerance"]):
            false = copy.deepcopy(dict(vector))
            false["expected"] = {**vector["expected"], key: other}
            yield f"{key}={other!r}", false


def test_every_expected_value_is_compared_at_its_tolerance(
    vectors: list[Vector], agree: Callable[..., None]
) -> None:
    answering = modules()
    asked, passed = 0, []
    for vector in vectors:
        if vector["method"] == "property":
            continue  # statements: proved by generative tests, see test_every_vector.py
        takers = [m for m in answering if m.wanted(vector)]
        assert takers, vector["id"]
        answered = _remembering(takers, vector)
        for what, false in wrong(vector):
            asked += 1
            if not any(_notices(module, false, agree) for module in answered):
                passed.append(f"{vector['id']}: {what}")
    assert asked > 1000
    assert passed == []


def _remembering(takers: list[ModuleType], vector: Vector) -> list[ModuleType]:
    """The files that take a vector, whose answer to it is worked out once only."""
    for module in takers:
        answers = module.ANSWERS
        method = vector["method"]
        if method not in answers:
            continue
        real = getattr(answers[method], "real", answers[method])
        held: list[Any] = []

        def answer(given: Any, real: Any = real, held: list[Any] = held) -> Any:
            if not held:
                held.append(real(given))
            return held[0]

        answer.real = real  # type: ignore[attr-defined]
        answers[method] = answer
    return takers


def _notices(module: ModuleType, false: Vector, agree: Callable[..., None]) -> bool:
    try:
        module.test_vector(false, agree)
    except (AssertionError, KeyError, TypeError):
        return True
    return False


def test_a_change_is_made_in_every_kind_of_value() -> None:
    found = list(changed({"n": 1.0, "w": ["a"], "b": True, "z": None}, 0.5))
    assert {"n": 3.0, "w": ["a"], "b": True, "z": None} in found
    assert {"n": 1.0, "w": ["ax"], "b": True, "z": None} in found
    assert {"n": 1.0, "w": ["a"], "b": False, "z": None} in found
    assert {"n": 1.0, "w": ["a"], "b": True, "z": 1.0} in found


@pytest.mark.parametrize("value", ["", 0, 0.0, -1.5])
def test_a_changed_value_is_another(value: Any) -> None:
    assert all(other != value for other in changed(value, None))
