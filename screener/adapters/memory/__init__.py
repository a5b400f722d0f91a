"""The twins in memory: each keeps the promises of its port, and passes the same contract suite."""
