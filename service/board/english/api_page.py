"""The page on the API: what it is for, in plain words, with something to copy."""

from __future__ import annotations

from dataclasses import dataclass

TITLE = "Headway in other programs"
SUMMARY = "How a dashboard, a spreadsheet, a notebook or a web page gets what Headway knows."
LEAD = (
    "Everything on these pages can be asked for by a program: every chance, gap, forecast, figure and chart. Reading "
    "is open to everybody and needs no key; nothing is worked out anew by asking, so asking is quick and free."
)
REFERENCE = "The reference: every address, with an example of every answer"
INDEX = "What there is, as data"
OPENAPI = "The same for machines (OpenAPI)"


@dataclass(frozen=True, slots=True)
class Use:
    """One thing people do with it: what for, in a few sentences, and what to copy.

    In what is to be copied, ``{base}`` stands for the address of the service, and ``{target}``, ``{indicator}``,
    ``{area}`` and ``{by}`` for a target it has and what that one is about.
    """

    anchor: str
    title: str
    paragraphs: tuple[str, ...]
    copied: tuple[tuple[str, str], ...] = ()


USES = (
    Use(
        "one",
        "Is one target on track?",
        (
            (
                "The answer has the verdict, the probability and how it may be printed, the projected gap with its range, "
                "what to know before relying on it, and what stands behind it. Where there is no probability, it says why."
            ),
        ),
        (("On a command line", "curl -s {base}/v1/targets/{target}/assessment"),),
    ),
    Use(
        "table",
        "All targets in a spreadsheet",
        (
            (
                "One row for each target. Excel and Power BI take the address as it is (Data, From Web), and refresh it "
                "whenever they are told to."
            ),
        ),
        (
            (
                "Power Query",
                '= Csv.Document(Web.Contents("{base}/v1/assessments.csv"), [Encoding=65001])',
            ),
            ("Python", 'pandas.read_csv("{base}/v1/assessments.csv")'),
            ("R", 'read.csv("{base}/v1/assessments.csv")'),
        ),
    ),
    Use(
        "series",
        "The past, the path and the forecast of a target",
        (
            (
                "A row for each period: what was measured, what the path asks, and the forecast with its ranges. As CSV "
                "or JSON, as Parquet, and in the formats of SDMX, of forecasting hubs and of central banks."
            ),
        ),
        (("On a command line", "curl -sO {base}/v1/targets/{target}/trajectory.csv"),),
    ),
    Use(
        "chart",
        "A chart on another page",
        (
            (
                "The frame follows the reader’s light or dark theme, needs no script and leads back here. Every chart is "
                "also a picture and a Vega-Lite specification with its data in it."
            ),
        ),
        (
            (
                "Web page",
                (
                    '<iframe src="{base}/embed/targets/{target}/trajectory" width="640" height="540" '
                    'loading="lazy" title="Is it on track?"></iframe>'
                ),
            ),
            (
                "Notebook",
                'altair.Chart.from_dict(requests.get("{base}/v1/targets/{target}/charts/trajectory.vl.json").json())',
            ),
        ),
    ),
    Use(
        "changes",
        "What has changed",
        (
            (
                "The feed tells of every changed verdict and of every chance that moved by much, with the explanation. "
                "Every answer has a tag: sent along with the next question, it is answered with nothing but “not modified” for as "
                "long as nothing has changed."
            ),
        ),
        (
            ("Feed reader", "{base}/feed.atom"),
            ("On a command line", "curl -s {base}/v1/targets/{target}/changes"),
        ),
    ),
    Use(
        "past",
        "What was known on a day",
        (
            (
                "Nearly every question takes a date: the answer is then what the figures published by that day would have "
                "said."
            ),
        ),
        (("On a command line", 'curl -s "{base}/v1/targets/{target}/assessment?as_of=2026-03-01"'),),
    ),
    Use(
        "what-if",
        "What a change would do, and what a new target would mean",
        (
            (
                "A scenario is put on top of the current course and judged by the same rules. A target that does not exist "
                "yet gets its chance, its precedents and its milestones."
            ),
        ),
        (
            (
                "A change",
                'curl -s "{base}/v1/targets/{target}/what-if?scenario=level_shift&effect=5&from=2027"',
            ),
            (
                "A new target",
                (
                    "curl -s {base}/v1/proposals -H 'Content-Type: application/json' -d "
                    """'{{"indicator": "{indicator}", "area": "{area}", "by": "{by}"}}'"""
                ),
            ),
        ),
    ),
)
WRITING_TITLE = "Keys, limits and errors"
WRITING = (
    (
        "Whoever runs the service gives out keys, for more questions a minute and for changing things. A key goes into the "
        "header “Authorization: Bearer”. Every change is kept in an audit."
    ),
    (
        "A wrong question is answered with what is wrong, in which field, and what would be right; the code of an error "
        "never changes its meaning. An unknown parameter is an error and is never passed over."
    ),
)
