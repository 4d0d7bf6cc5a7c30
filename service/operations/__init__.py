"""What Headway does, one use case a file. Command line, workers and tests call these; routes never do."""
