"""How much the user's files may hold.

What is beyond was not written by hand. Within these limits a check takes a second or two and not
more memory than a small machine has.
"""

FILE_OCTETS = 8 * 1024 * 1024
"""Octets of one file."""

NODES = 1_000_000
"""Values of one file: each text, list and mapping."""

DEPTH = 40
"""Levels of lists and mappings within each other."""

ALIASES = 100
"""Places of one file in which something stands again by its name."""

ITEMS = 100_000
"""Items of one list, keys of one mapping, and handles under `closed`, `welcome` and `contacts` of
all files together."""

MAPPINGS = 20_000
"""Mappings among the items of one list, and so in all files together: rules; entries of people."""

SOUGHT = 100_000
"""Handles and texts that all rules look for, those of a list counted each time it is asked for."""

STEPS = 10
"""So many steps of a pattern, as RE2 compiles it, count as one text: each takes memory."""

PATTERN_CHARACTERS = 10_000
"""Characters of one pattern: compiling takes the time that its length asks for."""
