"""The one file that the program edits."""
