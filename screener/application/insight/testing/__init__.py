"""Trying the rules on the messages that their tests tell of."""
