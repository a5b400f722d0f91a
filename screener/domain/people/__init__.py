"""People: the handles that reach the user, and the door that each of them has."""
