"""One account after the other, where each must know what the others have just decided.

Somebody who writes to two accounts at once is otherwise answered, or taken into a gate, by both.
"""

from threading import Lock

TURN = Lock()
"""Held while answers and stays are decided and written down; nothing waits for a server in it."""
