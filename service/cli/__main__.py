"""``python -m service.cli`` is ``headway``."""

from service.cli.main import app

app(prog_name="headway")
