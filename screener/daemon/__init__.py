"""The program that runs for years: a watcher for each account, and what keeps them going."""
