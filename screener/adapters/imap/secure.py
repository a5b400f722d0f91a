"""TLS: whom to trust, and what a failed handshake means in words."""

import ssl

from screener.adapters.imap.server import Server
from screener.adapters.imap.wire import Wire
from screener.errors import InvalidConfiguration, Unreachable

_NOT_TLS = frozenset(
    {"WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"}
)
_TOO_OLD = frozenset(
    {"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "NO_PROTOCOLS_AVAILABLE"}
)

_EXPIRED, _NOT_YET_VALID = 10, 9
_WRONG_NAME, _WRONG_ADDRESS = 62, 64
_UNKNOWN_ISSUERS = frozenset({18, 19, 20, 21})


def trust(server: Server) -> ssl.SSLContext:
    """TLS 1.2 or newer, the certificate and its name checked. Raises InvalidConfiguration."""
    try:
        context = ssl.create_default_context(cafile=server.ca_file)
    except OSError as error:
        raise InvalidConfiguration(
            f"The certificates in {server.ca_file} cannot be read: {error.strerror or error}.",
            advice="`imap.ca_file` names a file in PEM format that this user can read.",
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if server.ca_file:
        # Home-made certificates lack what RFC 5280 wants of public ones. Python 3.13 minds.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def encrypted(wire: Wire, context: ssl.SSLContext, server: Server) -> None:
    """Put TLS on the wire. Raises Unreachable with what to do."""
    try:
        wire.encrypt(context, host=server.host)
    except OSError as error:
        wire.close()
        what, advice = _explained(error, server)
        raise Unreachable(
            f"No safe connection to {server.address}: {what}.", advice=advice
        ) from error


def _explained(error: OSError, server: Server) -> tuple[str, str]:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate(error, server)
    reason = getattr(error, "reason", None) or ""
    if reason in _NOT_TLS:
        return "it does not speak TLS on this port", "Try `tls: starttls`, or port 993."
    if reason in _TOO_OLD:
        return "it speaks only versions of TLS that are unsafe", "Its owner has to allow TLS 1.2."
    if isinstance(error, TimeoutError):
        return "it did not answer in time", "Check `imap.port` and `imap.tls`."
    return error.strerror or str(error), "Check `imap.port` and `imap.tls`."


def _certificate(error: ssl.SSLCertVerificationError, server: Server) -> tuple[str, str]:
    code = error.verify_code
    if code in (_WRONG_NAME, _WRONG_ADDRESS):
        return (
            f"its certificate is not for {server.host}",
            "Write `imap.host` as the certificate has it; if it was right before, beware.",
        )
    if code in (_EXPIRED, _NOT_YET_VALID):
        return (
            "its certificate is not valid at this time",
            "Check this machine's clock; else the server's owner has to renew it.",
        )
    if code in _UNKNOWN_ISSUERS:
        return (
            "nobody we trust vouches for its certificate",
            "If it is your own server, name its certificate in `imap.ca_file`.",
        )
    return error.verify_message, "The server's owner has to put its certificate right."
