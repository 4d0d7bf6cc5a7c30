"""Recalibrating an installation: challengers made, compared, promoted, put back, and judgements reproduced."""
