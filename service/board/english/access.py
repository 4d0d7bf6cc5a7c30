"""What a reader is told who is not let through."""

from __future__ import annotations

CLOSED_TEXT = (
    "This service is not open to everybody. Please sign in with the key that whoever runs it has given you; programs "
    "send it in the header “Authorization: Bearer”."
)
REFUSED_TITLE = "This key opens nothing here"
FORBIDDEN_TITLE = "Not for this key"
BUSY_TITLE = "Too many requests"
BUSY_TEXT = "You have asked for many pages in a short time. Wait {seconds} seconds and go on."
LATE_TITLE = "This takes too long"
LATE_TEXT = "The page was not ready in time. Try again in a moment."
