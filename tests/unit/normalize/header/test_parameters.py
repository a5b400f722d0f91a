"""Media types and parameters, as standards and as mailers write them."""

import pytest

from screener.normalize.header.parameters import media_type, parameter


@pytest.mark.parametrize(
    ("value", "kind", "parameters"),
    [
        (" text/plain", "text/plain", {}),
        ('Text/HTML; Charset="UTF-8"', "text/html", {"charset": "UTF-8"}),
        ("multipart/mixed;\n boundary=abc", "multipart/mixed", {"boundary": "abc"}),
        ('a/b; boundary="a;b=c"', "a/b", {"boundary": "a;b=c"}),
        ("a/b (comment); c=d (another)", "a/b", {"c": "d"}),
        ("a/b; name=my file.pdf", "a/b", {"name": "my file.pdf"}),
        ("a/b;; ;c=d;", "a/b", {"c": "d"}),
        ("a/b; c=1; c=2", "a/b", {"c": "1"}),
        ("a/b c=d", "a/b", {"c": "d"}),
        ("", "", {}),
        (";", "", {}),
        ("=", "=", {}),
    ],
)
def test_a_media_type_has_parameters(value: str, kind: str, parameters: dict[str, str]) -> None:
    """Lower-case names, the first of two wins, what should be quoted is joined."""
    assert media_type(value) == (kind, parameters)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("x; name=cv.pdf", "cv.pdf"),
        ('x; name="=?utf-8?q?r=C3=A9sum=C3=A9.pdf?="', "résumé.pdf"),
        ("x; name*=utf-8''r%C3%A9sum%C3%A9.pdf", "résumé.pdf"),
        ("x; name*=iso-8859-1'fr'r%E9sum%E9.pdf", "résumé.pdf"),
        ("x; name*=r%C3%A9sum%C3%A9.pdf", "résumé.pdf"),
        ("x; name*0=my-; name*1=cv.pdf", "my-cv.pdf"),
        ("x; name*1=cv.pdf; name*0=my-", "my-cv.pdf"),
        ("x; name*0*=utf-8''r%C3; name*1*=%A9; name*2=sum.pdf", "résum.pdf"),
        ("x; name=old.pdf; name*=utf-8''new.pdf", "new.pdf"),
        ("x; name*=x-unknown''a%E9", "aé"),
        ("x; name*=utf-8''%zz%", "%zz%"),
        ('x; name="r\xc3\xa9sum\xc3\xa9.pdf"', "résumé.pdf"),
        ("x; other=y", None),
    ],
)
def test_a_parameter_is_decoded(value: str, name: str | None) -> None:
    """RFC 2231 with its continuations, RFC 2047 where it has no place, raw 8-bit."""
    assert parameter(media_type(value)[1], "name") == name
