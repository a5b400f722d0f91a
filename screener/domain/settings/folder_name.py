"""The one folder that every account has, whoever writes its name how."""

INBOX = "INBOX"


def as_the_server_has_it(name: str) -> str:
    """The name with `INBOX` in capitals: it is the same in any case, and no other folder is (RFC
    3501, section 5.1). Two spellings would be two places, and a message filed from one to the other
    would be new in it, without end.
    """
    first, slash, rest = name.partition("/")
    return f"{INBOX}{slash}{rest}" if first.upper() == INBOX else name
