"""The commands as they are typed: their words, options and help, and nothing that takes time.

Each hands on to the module of its name in screener.cli, which is imported when it runs. So help and
completion, which need only what stands here, are there at once.
"""
