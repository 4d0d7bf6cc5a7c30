"""The pages: a board of missions and targets, a page for each, drawn on the server from stored judgements."""
