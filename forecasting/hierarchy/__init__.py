"""Places within places: forecasts of the parts that add up to the whole, and which parts drive a gap.

``tree`` says what lies in what, ``errors`` how the surprises of many series go together, ``reconciliation`` makes
forecasts add up (minimum trace), ``coherent`` draws paths of every place that add up in each path, and
``shortfall`` shares a national gap out among the places.
"""
