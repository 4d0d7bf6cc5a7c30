"""Places of British statistics: what lies in what, and what became of authorities that were reorganised."""
