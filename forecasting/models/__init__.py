"""The model families, one a file, and the constants they ship with.

Import the module you need; nothing is imported here, so that one family never loads another's libraries.
"""
