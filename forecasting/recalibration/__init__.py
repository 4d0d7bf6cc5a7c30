"""Recalibration: other ways of forecasting a series, tried on its past beside the one in use."""
