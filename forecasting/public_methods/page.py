"""The table of public methods as Markdown, from the methods themselves."""

from __future__ import annotations

from forecasting.public_methods.catalogue import METHODS
from forecasting.public_methods.method import Method

BEGIN = "<!-- made from forecasting/public_methods; do not edit by hand -->"
END = "<!-- end -->"
_WORDS = {
    "primary": "confirmed in a primary source",
    "reimplementation": "confirmed in a public re-implementation",
    "memory": "partly from memory; check before quoting under the body's name",
    "project_convention": "ours",
}


def table() -> str:
    """One section a method: what it asks, its thresholds, its source, how sure we are of it and its limits."""
    return "\n".join([BEGIN, "", *(_section(method) for method in METHODS), END])


def _section(method: Method) -> str:
    ladders = [f"  - {ladder.quantity}: {ladder.text}" for ladder in method.ladders]
    lines = [
        f"### {method.title} (`{method.name}`)",
        "",
        f"*{method.asks}*",
        "",
        f"- **Looks at**: {method.question.value}",
        *(["- **Thresholds**, each after rounding to ten decimals:", *ladders] if ladders else []),
        f"- **May differ because** {method.compares}.",
        f"- **Limits**: {method.limits}",
        f"- **Version**: {method.version}. **Source**: {method.source}.",
        f"- **Thresholds are** {_WORDS[method.confidence.value]}.",
        "",
    ]
    return "\n".join(lines)


def with_table(page: str) -> str:
    """A page with its table made anew; raises ValueError where the page has no place for one."""
    before, found, rest = page.partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not found or not closed:
        raise ValueError(f"the page needs {BEGIN!r} and {END!r}")
    return before + table() + after
