"""Headway's mathematics: periods, series, forecasts, targets and the judgement of them, without a database."""
