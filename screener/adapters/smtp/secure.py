"""TLS: whom to trust, and what a failed handshake means in words."""

import ssl

from screener.adapters.smtp.server import Server
from screener.errors import InvalidConfiguration

_NOT_TLS = frozenset(
    {"WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"}
)
_TOO_OLD = frozenset(
    {"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "NO_PROTOCOLS_AVAILABLE"}
)

_OUT_OF_DATE = frozenset({9, 10})
_WRONG_NAME = frozenset({62, 64})
_UNKNOWN_ISSUERS = frozenset({18, 19, 20, 21})


def trust(server: Server) -> ssl.SSLContext:
    """TLS 1.2 or newer, the certificate and its name checked. Raises InvalidConfiguration."""
    try:
        context = ssl.create_default_context(cafile=server.ca_file)
    except OSError as error:
        raise InvalidConfiguration(
            f"The certificates in {server.ca_file} cannot be read: {error.strerror or error}.",
            advice="`smtp.ca_file` names a file in PEM format that this user can read.",
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if server.ca_file:
        # Home-made certificates lack what RFC 5280 wants of public ones. Python 3.13 minds.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def explained(error: OSError, server: Server) -> str:
    """Why there is no connection, as far as TLS is to blame for it; else what the system says."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"no safe connection to {server.address}: {_certificate(error, server)}"
    reason = getattr(error, "reason", None) or ""
    if reason in _NOT_TLS:
        return f"{server.address} does not speak TLS at once; try `tls: starttls`, or port 465"
    if reason in _TOO_OLD:
        return f"{server.address} speaks only versions of TLS that are unsafe"
    if isinstance(error, TimeoutError):
        return f"{server.address} does not answer; check `smtp.host`, `smtp.port` and `smtp.tls`"
    return f"{server.address} cannot be reached: {error.strerror or error}"


def _certificate(error: ssl.SSLCertVerificationError, server: Server) -> str:
    code = error.verify_code
    if code in _WRONG_NAME:
        return f"its certificate is not for {server.host}; write `smtp.host` as it is there"
    if code in _OUT_OF_DATE:
        return "its certificate is not valid at this time; check this machine's clock"
    if code in _UNKNOWN_ISSUERS:
        return (
            "nobody we trust vouches for its certificate; if the server is your own, name its"
            " certificate in `smtp.ca_file`"
        )
    return error.verify_message
