"""The fields of a header, by the RFC that each has."""
