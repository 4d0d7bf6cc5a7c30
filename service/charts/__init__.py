"""Charts: small ones drawn straight into the page, and one Vega-Lite specification for the large one.

Charts hold no English: every title, label and tick arrives as finished text in a ``Figure``.
"""
