"""Closed doors: what a closing makes of the past, one no, others told, other handles."""
