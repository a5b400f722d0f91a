"""The few promises that the application needs from the world, one file each.

Every promise has one real adapter and one twin in memory (screener.adapters.memory), and both pass
one contract suite. No adapter has a method that destroys a message. Errors are those of
screener.errors: `Unreachable` when the connection is lost (the adapter is then closed and a new one
is needed), `ServerRefused` when the server said no and the connection is still good.
"""
