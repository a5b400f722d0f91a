"""What weakens a no, in English, German, French and Spanish; all in lower case.

Word by word these say little: `later` and `office` are good words elsewhere. They are looked for in
letters that decline, and what is found is a warning.
"""

from enum import StrEnum


class Weakness(StrEnum):
    """What is wrong with a word in a letter that declines."""

    REASON = "gives a reason, and a reason can be argued with"
    AJAR = "leaves the door ajar"
    THIRD_PERSON = "hides behind somebody else"
    QUESTION = "asks for an answer"
    LINK = "shows another way to reach you"
    TELEPHONE = "is a number to call"
    PLACE = "tells of a place"
    DATE = "tells of a time"


WORDS: dict[Weakness, tuple[str, ...]] = {
    Weakness.REASON: (
        "because", "due to", "owing to", "so busy", "too busy", "busy", "swamped", "overwhelmed",
        "travelling", "traveling", "on the road", "out of town", "out of the office", "schedule",
        "calendar", "commitments", "prior engagement", "workload", "deadline", "deadlines",
        "on vacation", "on holiday", "sick", "unwell", "not feeling well", "no time",
        "lack of time", "short of time", "not have time", "not have the time", "don't have time",
        "don't have the time", "haven't got time", "too much on", "budget",
        "weil", "da ich", "wegen", "aufgrund", "beschäftigt", "verreist", "unterwegs", "auf reisen",
        "krank", "keine zeit", "zu viel zu tun", "viel zu tun", "im urlaub", "termine",
        "parce que", "à cause de", "en raison de", "occupé", "occupée", "en voyage", "malade",
        "pas le temps", "emploi du temps", "en vacances",
        "porque", "debido a", "a causa de", "ocupado", "ocupada", "de viaje", "viajando",
        "enfermo", "enferma", "no tengo tiempo", "falta de tiempo", "de vacaciones",
    ),
    Weakness.AJAR: (
        "maybe", "perhaps", "possibly", "probably", "might", "another time", "some other time",
        "another day", "other occasion", "at the moment", "right now", "for now", "just now",
        "currently", "at present", "at this time", "at this point", "for the time being",
        "next week", "next month", "next year", "next time", "later", "soon", "not yet",
        "sometime", "some day", "someday", "one day", "one of these days", "in the future",
        "let me know", "get back to you", "check back", "keep in touch", "stay in touch",
        "try again", "rain check", "i'd love to", "i would love to", "hope to", "unless", "anytime",
        "vielleicht", "eventuell", "möglicherweise", "ein andermal", "ein anderes mal",
        "momentan", "im moment", "im augenblick", "zurzeit", "zur zeit", "derzeit", "vorerst",
        "nächste woche", "nächsten monat", "nächstes jahr", "nächstes mal", "nächsten mal",
        "später", "bald", "noch nicht", "irgendwann", "in zukunft", "melde mich", "melden sie sich",
        "peut-être", "une autre fois", "un autre jour", "une autre occasion", "pour le moment",
        "pour l'instant", "en ce moment", "actuellement", "la semaine prochaine",
        "le mois prochain", "l'année prochaine", "la prochaine fois", "plus tard", "bientôt",
        "pas encore", "à l'avenir", "un jour",
        "quizás", "quizá", "tal vez", "en otra ocasión", "otra ocasión", "otro día",
        "otro momento", "por el momento", "por ahora", "en este momento", "ahora mismo",
        "actualmente", "la próxima semana", "la semana que viene", "el mes que viene",
        "la próxima vez", "más adelante", "más tarde", "pronto", "todavía no", "aún no",
        "en el futuro", "algún día",
    ),
    Weakness.THIRD_PERSON: (
        "my husband", "my wife", "my spouse", "my partner", "my boyfriend", "my girlfriend",
        "my fiancé", "my fiancée", "my boss", "my manager", "my supervisor", "my assistant",
        "my lawyer", "my father", "my mother", "my brother", "my friend", "my colleague",
        "mein mann", "meine frau", "mein partner", "meine partnerin", "mein freund",
        "meine freundin", "mein chef", "meine chefin", "mein anwalt", "meine anwältin",
        "mon mari", "ma femme", "mon compagnon", "ma compagne", "mon copain", "ma copine",
        "mon patron", "ma patronne", "mon avocat", "mon avocate",
        "mi marido", "mi esposo", "mi esposa", "mi mujer", "mi pareja", "mi novio", "mi novia",
        "mi jefe", "mi jefa", "mi abogado", "mi abogada",
    ),
    Weakness.PLACE: (
        "street", "avenue", "café", "cafe", "restaurant", "hotel", "airport", "train station",
        "lobby", "reception desk", "front desk", "downtown", "my office", "the office", "at home",
        "in town", "my hometown", "my apartment", "my house",
        "straße", "büro", "zu hause", "zuhause", "bahnhof", "flughafen",
        "la rue", "au bureau", "mon bureau", "à la maison", "chez moi", "la gare", "aéroport",
        "calle", "oficina", "en casa", "mi casa", "estación", "aeropuerto",
    ),
    Weakness.DATE: (
        "today", "tomorrow", "tonight", "this week", "this month", "this year", "weekend",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "january", "february", "april", "june", "july", "august", "september", "october",
        "november", "december",
        "heute", "diese woche", "wochenende", "montag", "dienstag", "mittwoch", "donnerstag",
        "freitag", "samstag", "sonnabend", "sonntag", "januar", "februar", "märz", "juni", "juli",
        "oktober", "dezember",
        "aujourd'hui", "demain", "cette semaine", "lundi", "mardi", "mercredi", "jeudi",
        "vendredi", "samedi", "dimanche", "janvier", "février", "avril", "juin", "juillet", "août",
        "septembre", "octobre", "novembre", "décembre",
        "hoy", "mañana", "esta semana", "lunes", "martes", "miércoles", "jueves", "viernes",
        "sábado", "domingo", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio",
        "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ),
}  # fmt: skip
"""May and March are months only beside a number: see SHAPES."""

SHAPES: dict[Weakness, str] = {
    Weakness.LINK: r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    Weakness.DATE: (
        r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d{2,4})?|\d{1,2}:\d\d"
        r"|\d{1,2} ?(?:am|pm|uhr)\b|\b(?:may|march|mai|mars) \d{1,2}\b"
        r"|\b\d{1,2}\.? (?:may|march|mai|mars)\b"
    ),
    Weakness.TELEPHONE: r"\+?\(?\d(?:[ ()./-]{0,2}\d){6,}",
    Weakness.QUESTION: r"\S*[?\uff1f]",
}
"""What no list of words holds."""

IN_NAMES = frozenset((
    "no", "nope", "decline", "declined", "declines", "declining", "refuse", "refusal", "reject",
    "rejection", "regret", "regrets", "sorry", "nein", "absage", "ablehnung", "non", "refus",
    "rechazo", "negativa",
))  # fmt: skip
"""A template whose name has one of these words declines."""
