"""The world: one adapter for each promise of screener.ports, and its twin in memory."""
