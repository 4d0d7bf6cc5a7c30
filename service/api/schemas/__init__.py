"""The shapes of answers, as OpenAPI describes them. Stored documents are served as they are and only checked
against these shapes in tests."""
