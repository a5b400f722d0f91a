"""Who reports calls by mail: one file a provider, none of which knows another."""

from screener.normalize.telephone.dialect import Dialect
from screener.normalize.voicemail import (
    asterisk,
    cisco_unity,
    exchange_um,
    freeswitch,
    fusionpbx,
    generic,
    google_voice,
    kazoo,
    omtp_vvm,
    ringcentral,
    talkroute,
    teams,
    threecx,
    twilio_twimlet,
    youmail,
)

DIALECTS: tuple[Dialect, ...] = (
    omtp_vvm.DIALECT,
    exchange_um.DIALECT,
    teams.DIALECT,
    asterisk.DIALECT,
    freeswitch.DIALECT,
    google_voice.DIALECT,
    twilio_twimlet.DIALECT,
    ringcentral.DIALECT,
    threecx.DIALECT,
    youmail.DIALECT,
    talkroute.DIALECT,
    fusionpbx.DIALECT,
    kazoo.DIALECT,
    cisco_unity.DIALECT,
    generic.DIALECT,
)
"""In the order in which they are tried, the surest marks first."""
