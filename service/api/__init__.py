"""Everything the store knows, over HTTP: resources, formats, problems, caching."""
