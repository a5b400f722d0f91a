"""The whole story on one machine: a mailbox in memory, a few people who write, and the rounds.

Between the command line and the daemon, whose rounds it runs as they are.
"""
