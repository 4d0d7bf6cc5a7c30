"""What changes the store, one noun a file. Each takes a session of ``Store.session()``."""
