"""Text in format=flowed (RFC 3676): soft line breaks taken out again."""


def unflowed(text: str, *, delete_space: bool) -> str:
    """The text with flowed lines joined.

    `delete_space` is the parameter DelSp (section 4.1): the space before the break is no part of
    the text. Quoted lines are left as they are; `-- ` is never flowed (section 4.3).
    """
    joined: list[str] = []
    flowing = False
    for line in text.split("\n"):
        quoted = line.startswith(">")
        body = line[1:] if line.startswith(" ") else line
        if flowing and not quoted:
            joined[-1] += body
        else:
            joined.append(body)
        flowing = body.endswith(" ") and body != "-- " and not quoted
        if flowing and delete_space:
            joined[-1] = joined[-1][:-1]
    return "\n".join(joined)
