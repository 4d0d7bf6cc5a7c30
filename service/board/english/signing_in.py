"""The words of signing in and out."""

from __future__ import annotations

from service.security.principal import Scope

TITLE = "Sign in"
SUMMARY = "For analysts and editors: sign in with a key of this service."
LEAD = "Analysts and editors sign in with the key that whoever runs this service has given them."
NEEDED = "This page is for those whose key has the scope “{scope}”. Sign in with such a key."
KEY = "Key"
KEY_HELP = "It begins with hw_. It is sent to this service alone, and is not kept in your browser."
BUTTON = "Sign in"
PROBLEM_TITLE = "You are not signed in"
EMPTY = "Give your key."
FOREIGN = "This form was open for too long, or another page has sent it. Try again."
TOO_OFTEN = "Signing in was tried too often from here. Wait {seconds} seconds and try again."
OVER = "You were signed in, but no longer are: your time was over, or the key was taken back."
NO_KEY = "A key is made with"
COMMAND = 'headway keys create "Your name" --scope analyst'

AS = "Signed in as"
OUT = "Sign out"
SIGN_IN = "Sign in"
ANALYST = "Analyst"
SAVE_TARGET = "Save this as a target (for editors)"

FORBIDDEN_TITLE = "Not for this key"
FORBIDDEN = (
    "This takes the scope “{needed}”; you are signed in as {name}, whose key has the scope “{held}”. "
    "Ask whoever runs this service for another key, then sign out and sign in with that."
)
FOREIGN_TITLE = "This form was not accepted"

SCOPES = {
    Scope.READ: "reader",
    Scope.ANALYST: "analyst",
    Scope.EDITOR: "editor",
    Scope.ADMIN: "administrator",
}

REASON_MISSING = "Give a reason. It is kept with what you do, and others can read it."
REASON_LONG = "A reason has at most {most} letters."
CONFLICT_TITLE = "It has changed meanwhile"
REFUSED_TITLE = "This cannot be done"
BACK = "Back to where you were"
