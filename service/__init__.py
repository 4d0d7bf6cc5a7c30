"""Headway as a service: store, operations, HTTP, board and command line."""
