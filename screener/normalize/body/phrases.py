"""Words of many languages by which mail clients mark what they add; all in lower case."""

# ruff: noqa: RUF001 - letters of other alphabets are meant

FROM_LABELS = frozenset((
    "from", "de", "von", "van", "da", "od", "från", "fra", "lähettäjä", "kimden", "от", "від",
    "из", "feladó", "expéditeur", "mittente", "remitente", "afzender", "avsender", "avsändare",
    "absender", "nadawca", "odesílatel", "odosielateľ", "pošiljatelj", "saatja", "发件人",
    "寄件者", "寄件人", "差出人", "送信者", "보낸 사람", "dari", "di", "από",
))  # fmt: skip
OTHER_LABELS = frozenset((
    "sent", "date", "to", "subject", "cc", "reply-to", "gesendet", "datum", "an", "betreff",
    "envoyé", "envoye", "à", "objet", "enviado", "enviada", "enviat", "fecha", "data", "para",
    "asunto", "assunto", "assumpte", "inviato", "oggetto", "a", "verzonden", "aan", "onderwerp",
    "skickat", "till", "ämne", "sendt", "til", "emne", "lähetetty", "vastaanottaja", "aihe",
    "päivämäärä", "wysłano", "wysłane", "do", "temat", "gönderme tarihi", "gönderilen", "tarih",
    "kime", "konu", "отправлено", "дата", "кому", "тема", "надіслано", "odesláno", "komu",
    "předmět", "odoslané", "predmet", "dátum", "címzett", "tárgy", "elküldve", "poslano", "za",
    "发送时间", "日期", "收件人", "主题", "主旨", "寄件日期", "收件者", "送信日時", "日時",
    "宛先", "件名", "보낸 날짜", "받는 사람", "제목", "dikirim", "kepada", "subjek", "σταλθηκε",
    "προς", "θέμα", "ημερομηνία",
))  # fmt: skip
WROTE = (
    "wrote", "writes", "schrieb", "schreibt", "a écrit", "a ecrit", "escribió", "escribio",
    "escribe", "ha scritto", "scrive", "escreveu", "va escriure", "skrev", "skrifaði", "schreef",
    "geschreven", "napisał", "napisał(a)", "napisała", "pisze", "napsal", "napsal(a)", "napísal",
    "napísal(a)", "написал", "написал(а)", "написала", "пишет", "писал", "написав", "пише",
    "kirjoitti", "yazdı", "írta", "a scris", "έγραψε", "写道", "寫道", "のメール", "작성",
    "đã viết", "menulis", "kirjutas", "rašė", "je napisao", "said",
)  # fmt: skip
ORIGINAL = (
    "original", "ursprünglich", "ursprungligt", "d'origine", "oorspronkelijk", "opprinnelig",
    "oprindelig", "alkuperäinen", "oryginaln", "původní", "pôvodná", "исходное", "eredeti",
    "orijinal", "原始", "元のメッセージ", "원본", "reply message", "reply separator",
)  # fmt: skip
FORWARDED = (
    "forwarded", "weitergeleitet", "transféré", "transmis", "reenviad", "inoltrat", "encaminhad",
    "doorgestuurd", "vidarebefordrat", "videresendt", "пересылаем", "przekazan", "转发", "転送",
)  # fmt: skip
SENT_FROM = (
    "sent from my ", "get outlook for ", "sent from outlook", "sent from mail for ",
    "sent from yahoo", "sent from proton", "sent via ", "von meinem ", "gesendet von ",
    "gesendet mit ", "envoyé de mon", "envoyé depuis", "enviado desde", "enviado do meu",
    "inviato da ", "verzonden vanaf", "verstuurd vanaf", "skickat från", "sendt fra ",
    "lähetetty ", "отправлено с ", "отправлено из ", "wysłane z ", "wysłano z ", "发自我的",
)  # fmt: skip
"""Advertisements that telephones put under what people write."""

UNSUBSCRIBE = (
    "unsubscribe", "opt out", "opt-out", "optout", "abmelden", "abbestellen", "austragen",
    "désabonner", "desabonner", "désinscri", "desinscri", "darse de baja", "cancelar suscripción",
    "cancelar la suscripción", "disiscri", "annulla iscrizione", "cancelar inscrição",
    "uitschrijven", "afmelden", "avregistrera", "avsluta prenumeration", "afmeld", "meld deg av",
    "wypisz", "odhlásit", "отписаться", "退订", "配信停止",
)  # fmt: skip
