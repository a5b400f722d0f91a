"""How the schema came to be what it is.

To change it: change tables.py, add versions/NNNN_what.py and set schema.HEAD; a test compares the
two. A revision that is released is never edited, and none goes back: the way back is the copy that
was made before.
"""
