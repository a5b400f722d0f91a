"""What is told of a condition when it was tried: the value as the user wrote it."""


def written(raw: object) -> str:
    """A value as a person would write it on one line, cut where it is long."""
    match raw:
        case str():
            return raw
        case list():
            shown = ", ".join(written(item) for item in raw[:5])
            return shown + (f" and {len(raw) - 5} more" if len(raw) > 5 else "")
        case dict():
            return "{" + ", ".join(f"{key}: {written(item)}" for key, item in raw.items()) + "}"
        case None:
            return ""
        case _:
            return str(raw)
