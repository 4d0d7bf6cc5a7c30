"""Public yardsticks: the published ways of judging progress, side by side with our own probability.

One file a method. Each is a pure function from figures to a ``Yardstick``; thresholds are data; where a formula has
no answer there is a reason and never an infinity, a NaN or a complex number. Definitions: docs/yardsticks.md.
"""
