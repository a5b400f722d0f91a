"""How well one colour can be read on another (WCAG 2.2)."""

LEAST = 4.5
"""For text of any size."""

Colour = tuple[int, int, int]


def of_hex(written: str) -> Colour:
    """`#rrggbb`."""
    red, green, blue = bytes.fromhex(written.removeprefix("#"))
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """From 1, which is nothing, to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
