"""Which mail reports a call, and whether it may be believed.

Anybody can write what a provider writes. So a report counts only if the From domain is vouched
for, and is the provider's own or one that the account lists. The same words from anybody else are
mail, and a known way to make people click.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from screener.domain.people.handle import canonical_domain
from screener.domain.record.event import (
    SUSPECTED_FAKE,
    CallerId,
    CallReceived,
    MailReceived,
    VoicemailReceived,
    Vouched,
)
from screener.domain.settings.settings import Provider
from screener.normalize.header.block import Header, unfolded
from screener.normalize.telephone.dialect import Dialect
from screener.normalize.telephone.notice import Notice
from screener.normalize.voicemail import DIALECTS

_BY_PROVIDER = {dialect.provider: dialect for dialect in DIALECTS}
_DOMAINS = frozenset(
    sender.rpartition("@")[2] for dialect in DIALECTS for sender in dialect.senders
)
_FIELDS = frozenset((
    "content-class", "message-context", "x-asterisk-callerid", "x-asterisk-calleridname",
    "x-asterisk-vm-extension", "x-asterisk-vm-message-num", "x-asterisk-vm-message-type",
    "x-asterisk-vm-caller-id-num", "x-cisco-message-type", "x-cns-originator-phone-number",
    "x-voicemail-length",
))  # fmt: skip
_WORDS = (
    "voi", "voc", "voz", "call", "vm", "anr", "richt", "appel", "amad", "iamat", "opr", "mailbox",
)  # fmt: skip
"""Pieces of the words in which telephony.announced finds a call, that few other subjects have. Each
costs every mail a look; so of rarer languages fakes are not told, but the listed are read.
"""

_ANSWER = re.compile(
    r"(?:re|aw|sv|vs|antw|rif|res|odp|fwd?|wg|tr|trs|rv|enc|i|doorst|vb|vl|pd)\s?:", re.IGNORECASE
)
_PRESSING = re.compile(r"\b(?:new|neue|you|received)\b|\d{3}", re.IGNORECASE)
_DANGEROUS = frozenset(("html", "htm", "svg", "zip", "eml", "exe", "ole", "iso", "7z", "rar"))
_DISGUISED = re.compile(r"\.(?:wav|mp3|m4a|wma|ogg|amr)\W*\.\w+\Z", re.IGNORECASE)
_BY_HOST = re.compile(r"\sby\s+([^\s;()]+)", re.IGNORECASE)


def may_report_call(header: Header, mail: MailReceived, *, listed: Mapping[str, Provider]) -> bool:
    """Whether the whole message must be read to know if this mail reports a call.

    By the header alone, and for nearly all mail by a few look-ups. `listed` has the account's
    domains in their canonical form. It holds for fakes as well, so that they are told.
    """
    if not _is_worth_a_look(header, mail, listed):
        return False
    return any(_candidates(Notice(b"", header, mail), listed))


def read_call(
    notice: Notice, *, listed: Mapping[str, Provider]
) -> VoicemailReceived | CallReceived | MailReceived:
    """The call that a mail for which `may_report_call` holds reports, else the mail.

    The mail gets the defect SUSPECTED_FAKE if it would be a report, did it come from a provider.
    """
    believed = bool(_believed(notice, listed))
    reports = (_report(dialect, notice) for dialect in _candidates(notice, listed))
    report = next((report for report in reports if report is not None), None)
    if report is not None and believed:
        return report
    if believed or (report is None and not _is_lure(notice)):
        return notice.mail
    return notice.mail.model_copy(update={"defects": (*notice.mail.defects, SUSPECTED_FAKE)})


def _is_worth_a_look(header: Header, mail: MailReceived, listed: Mapping[str, Provider]) -> bool:
    """The first sieve, which every mail meets: what no provider writes is passed over at once."""
    fields = header.fields
    if not fields.keys().isdisjoint(_FIELDS):
        return True
    subject = mail.subject.lower()
    for word in _WORDS:
        if word in subject:
            return True
    if mail.from_:
        sender = mail.from_[0].address
        domain = sender[sender.rfind("@") + 1 :].lower()
        if not domain.isascii():
            domain = canonical_domain(domain)
        if domain in _DOMAINS or domain in listed:
            return True
    return (mail.message_id or "").startswith("<Asterisk-")


def _candidates(notice: Notice, listed: Mapping[str, Provider]) -> Iterator[Dialect]:
    """The dialects in which this may be a report; of a sender that is not believed, any."""
    if _ANSWER.match(notice.subject):
        return
    named = listed.get(notice.domain)
    for dialect in _believed(notice, listed) or DIALECTS:
        if dialect.claims(notice) or (
            dialect.provider == named and (dialect.by_body or notice.announced is not None)
        ):
            yield dialect


def _report(dialect: Dialect, notice: Notice) -> VoicemailReceived | CallReceived | None:
    """What the dialect reads. Where no mark of its own is there, it must tell a call by itself.

    People write from the domains of exchanges too, and `Missed call` may be what they mean.
    """
    report = dialect.read(notice)
    if report is None or dialect.claims(notice):
        return report
    heard = isinstance(report, VoicemailReceived) and report.audio
    told = report.caller.raw and report.caller.status is not CallerId.UNPARSABLE
    return report if heard or told else None


def _believed(notice: Notice, listed: Mapping[str, Provider]) -> Sequence[Dialect]:
    """The dialects in which this sender is believed; none where nobody vouches for the sender."""
    named = listed.get(notice.domain)
    if notice.mail.vouched is not Vouched.PASSED:
        in_store = named is Provider.OMTP_VVM and _never_travelled(notice)
        return (_BY_PROVIDER[Provider.OMTP_VVM],) if in_store else ()
    if named is Provider.GENERIC:
        return DIALECTS
    if named is not None:
        return (_BY_PROVIDER[named],)
    return [d for d in DIALECTS if notice.sender in d.senders or notice.domain in d.senders]


def _never_travelled(notice: Notice) -> bool:
    """Whether the message was put into its store by the listed domain itself.

    A carrier's visual voicemail is read where it was recorded, and no border server vouches for
    what never crossed a border. What came by SMTP has the receiving server's trace on top.
    """
    if "authentication-results" in notice.header.fields or not notice.domain:
        return False
    trace = notice.header.first("received")
    if trace is None:
        return True
    host = _BY_HOST.search(" " + unfolded(trace))
    return host is not None and f".{host[1].lower()}".endswith(f".{notice.domain}")


def _is_lure(notice: Notice) -> bool:
    """Whether it promises a voicemail and brings something to click on."""
    content = notice.mail.content
    if content is None or notice.announced is None:
        return False
    if content.has_link and _PRESSING.search(notice.subject):
        return True
    return any(
        one.extension in _DANGEROUS or _DISGUISED.search(one.name) for one in content.attachments
    )
