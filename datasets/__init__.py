"""The official statistics: catalogue, bundled observations, releases and readers."""
