"""Servers of the tests' own: on loopback, on free ports, gone when the test is."""
