"""Ways of setting a target, one family a file: each gives a value, what it was made from, and what it would mean.

What it means is the chance of reaching it on the current course (where a prospect is given) and where the pace it
asks for stands among all paces achieved (where a reference class is given). Definitions: docs/methods.md.
"""
