"""The words around the reference of the API; what is said of an address comes from its description."""

TITLE = "Reference of the API"
SUMMARY = "Every address of the service, with an example of every answer."
VERSION = "Version {version}"
OPENAPI = "The same for machines, OpenAPI {version}"
INDEX = "What there is, as data"
GUIDE = "What it is for"
PARAMETERS = ("Parameter", "In", "Meaning")
BODY = "Sent: {kind}"
ANSWER = "{status}: {meaning}"
VARIANTS = "The same in other formats"
WRONG = "What can go wrong:"
PROBLEMS = "Problems"
PROBLEMS_LEAD = (
    "What can go wrong, and what it is called. Every problem is answered as application/problem+json."
)
PROBLEMS_HEAD = ("Code", "Status", "Meaning")
EXAMPLE = "Example"
