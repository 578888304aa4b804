"""The parts of Live's older control-surface framework that bridges import."""
