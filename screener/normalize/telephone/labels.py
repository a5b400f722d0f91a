"""What telephone systems write before the colon of a line, in the languages that are known.

All in lower case. Systems translate their templates and administrators edit them; a label that is
not here costs what it tells, and nothing else.
"""

CALLER = (
    "caller number", "calling number", "callback number", "from (number)",
    "caller id", "callerid", "caller-id", "caller", "phone number", "phone",
    "number", "from", "anrufer-id", "anrufer", "rufnummer", "nummer des anrufers", "von",
    "appelant", "numéro", "id de l'appelant", "de", "llamante", "número", "chiamante", "numero",
    "da", "beller", "van", "från", "uppringare", "fra",
)  # fmt: skip
CALLER_ID = ("caller-id", "anrufer-id", "id de l'appelant", "id. de llamada", "id chiamante",
    "beller-id")  # fmt: skip
CALLER_NAME = (
    "caller name", "from (name)",
    "name", "name des anrufers", "nom", "nombre", "nome", "naam", "namn", "navn",
)  # fmt: skip
FROM = ("from", "von", "de", "da", "van", "från", "fra", "od")
CALLED = (
    "called number", "called to", "called", "callee", "dialed number", "dialled number", "to",
    "gerufene nummer", "an", "à", "para", "a", "aan", "till", "til", "do",
)  # fmt: skip
TO = ("to", "an", "à", "para", "a", "aan", "till", "til", "do")
MAILBOX = (
    "mailbox", "voicemail box", "extension", "postfach", "nebenstelle", "boîte vocale", "buzón",
    "casella", "postvak", "toestel",
)  # fmt: skip
LENGTH = (
    "length", "duration", "message length", "recording length", "dauer", "länge", "durée",
    "longueur", "duración", "longitud", "durata", "duur", "lengte", "duração", "varaktighet",
    "længde", "varighet", "długość",
)  # fmt: skip
TRANSCRIPT = (
    r"(?:voice ?mail |message )?transcri(?:pt|ption|pción|zione|ção|bed message)"
    r"|transkript|transkription(?:en)?|transcriptie|voice ?mail preview|preview"
)
"""The same as a pattern, for it may stand on a line of its own."""
