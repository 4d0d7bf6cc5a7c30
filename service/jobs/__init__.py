"""Long work: durable runs on DBOS, made of parts, done by workers, visible at once when all is done.

The web process uses ``client`` and what that needs, and never imports a workflow.
"""
