"""Write the table of public methods into docs/yardsticks.md: ``python -m service.operations.yardsticks_page``."""

from __future__ import annotations

from pathlib import Path

from forecasting.public_methods.page import with_table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "yardsticks.md"


def rewrite(page: Path = PAGE) -> bool:
    """Bring the table of a page up to date; whether anything changed."""
    before = page.read_text(encoding="utf-8")
    after = with_table(before)
    if after != before:
        page.write_text(after, encoding="utf-8")
    return after != before


if __name__ == "__main__":
    rewrite()
