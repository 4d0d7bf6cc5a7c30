"""One file a kind of job: what its parts are, how a part is done, how all of it becomes visible."""
