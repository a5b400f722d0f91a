"""How the page looks: colours and styles, by light and by dark.

Gmail drops what it does not know, and Outlook for Windows draws with Word. So every style that the
page needs stands at its element, and what only Apple Mail, Outlook elsewhere and Thunderbird
understand comes on top: in the dark these classes give other colours. Gmail turns the light ones
round by itself. Colours are quiet on purpose; nothing here is red.
"""

from typing import NamedTuple


class Colours(NamedTuple):
    """Each is named after what it is for; `#rrggbb`."""

    around: str
    paper: str
    ink: str
    small_print: str
    line: str
    edge: str
    link: str
    first: str
    bar: str
    no_bar: str


LIGHT = Colours(
    around="#f4f2ed",
    paper="#ffffff",
    ink="#23282d",
    small_print="#58616a",
    line="#e3e0d8",
    edge="#b4c2be",
    link="#1d5c58",
    first="#eef4f2",
    bar="#5e8f8a",
    no_bar="#d5d2c9",
)

DARK = Colours(
    around="#131619",
    paper="#1c2024",
    ink="#e7e5e0",
    small_print="#a9b0b6",
    line="#363c42",
    edge="#51696a",
    link="#8fd0c8",
    first="#223130",
    bar="#6fb0a9",
    no_bar="#3d444a",
)

FONT = "-apple-system,BlinkMacSystemFont,Segoe UI,Roboto,Helvetica,Arial,sans-serif"

IN_THE_DARK = f"""\
:root{{color-scheme:light dark}}
@media (prefers-color-scheme:dark){{
.o{{background:{DARK.around}!important}}
.c{{background:{DARK.paper}!important;color:{DARK.ink}!important}}
.n{{background:{DARK.first}!important;border-color:{DARK.link}!important}}
.m{{color:{DARK.small_print}!important}}
.l{{border-color:{DARK.line}!important}}
.a{{color:{DARK.link}!important;border-color:{DARK.edge}!important}}
.b{{background:{DARK.bar}!important}}
.z{{background:{DARK.no_bar}!important}}
}}"""

FOR_WORD = """\
<!--[if mso]><style>*{font-family:Arial,sans-serif!important}\
div{mso-line-height-rule:exactly}</style><![endif]-->"""

TABLE = 'role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'

SMALL = f"font-size:14px;line-height:20px;color:{LIGHT.small_print}"

H1 = "margin:0;font-size:26px;line-height:32px;font-weight:600"
H2 = "margin:32px 0 6px;font-size:19px;line-height:26px;font-weight:600"
H3 = "margin:0;font-size:16px;line-height:24px;font-weight:600"

BELOW = "margin:12px 0 0"
HASH = "font-size:12px;word-break:break-all"

BUTTON = (
    f"display:inline-block;margin:10px 8px 0 0;padding:11px 16px;border:1px solid {LIGHT.edge};"
    f"border-radius:8px;line-height:20px;font-size:15px;color:{LIGHT.link};text-decoration:none"
)
"""44 pixels high with its border: so much a thumb needs."""

BESIDE = (
    f"display:inline-block;padding:12px 0 12px 14px;line-height:20px;font-size:15px;"
    f"color:{LIGHT.link};text-decoration:none"
)
"""44 pixels high, too."""

FIRST = f"padding:14px 16px 16px;background:{LIGHT.first};border-left:4px solid {LIGHT.link}"

ROW = f"padding:11px 0;border-top:1px solid {LIGHT.line}"
ROW_1 = "padding:10px 0"
ROW_END = "padding:0;white-space:nowrap"
