"""Reading format=flowed back (RFC 3676 section 4)."""


def unflowed(text: str) -> str:
    """The text without its soft line breaks and the spaces that were stuffed in."""
    lines: list[str] = []
    goes_on = False
    for line in text.removesuffix("\n").split("\n"):
        told = line.removeprefix(" ")
        if goes_on:
            lines[-1] += told
        else:
            lines.append(told)
        goes_on = told.endswith(" ") and told != "-- "
    return "\n".join(lines) + "\n"
