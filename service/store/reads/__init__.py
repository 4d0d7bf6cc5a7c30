"""What is asked of the store, one noun a file. Each takes a session of ``Store.read()``."""
