"""Headway as a service: store, operations, HTTP, board and command line."""

from importlib.util import find_spec

# The import name of the statistics is also that of a well-known machine-learning package.
if find_spec("datasets.catalogue") is None:
    raise ImportError(
        "Another package called “datasets” (probably Hugging Face's) hides the one that belongs to Headway. "
        "Install Headway in an environment of its own, or uninstall the other package."
    )
