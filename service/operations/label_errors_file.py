"""Write what the backtest gave label set v1 into its file: ``python -m service.operations.label_errors_file``.

``tests/benchmarks/label_record.py`` makes the record anew and then does this.
"""

from __future__ import annotations

import json
from pathlib import Path

from forecasting.labels import label_set_document, label_set_of
from service.operations.label_set_rows import errors_document

FILE = Path(__file__).resolve().parents[2] / "forecasting" / "label_sets" / "v1.json"


def with_errors(text: str) -> str:
    """The file of a label set with its errors counted anew. Raises LabelSetInvalid."""
    labels = label_set_of(json.loads(text))
    document = {**label_set_document(labels), "errors": errors_document(labels)}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def rewrite(file: Path = FILE) -> bool:
    """Bring a file up to date; whether anything changed."""
    before = file.read_text(encoding="utf-8")
    after = with_errors(before)
    if after != before:
        file.write_text(after, encoding="utf-8")
    return after != before


if __name__ == "__main__":
    rewrite()
