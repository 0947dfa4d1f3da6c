"""Arbitrary text for properties, and how hard to try."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# A test's fixtures are made once for all examples: those must not count on a fresh database.
moderate = settings(
    max_examples=150,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

NASTY = [
    *(
        "",
        " ",
        ".",
        "..",
        "@",
        "*",
        "*@",
        "@@",
        ",",
        ";",
        "/",
        "../../etc/passwd",
        "%",
        "_",
        "%s",
        "%(x)s",
        "\\",
        "\\'",
    ),
    *("'", '"', "`", "' OR 1=1 -- ", "<script>alert(1)</script>", "{{7*7}}", "{% debug %}", "${7*7}", "=1+1", "-1"),
    *("\0", "a\0b", "a\nb", "a\r\nBcc: b", "\t", "\x1b[31m", "\x7f", "\x85", "\u2028", "\ufeff", "\u202eabc", "\u200f"),
    *(
        "😀",
        "😀@😀.😀",
        "例子.公司",
        "bob@例子.公司",
        "ａ＠ｂ．ｃ",
        "a。b",
        "ß.de",
        "İ.org",
        "\u212a.org",
        "\u0301",
        "\xad",
    ),
    *("xn--", "xn--a.org", "xn--fiqs8s", "ALL", "all", "localhost", "1.2.3.4", "[::1]", "NULL", "None", "0", "1e999"),
    *(
        "x" * 255,
        "x" * 256,
        "x" * 10_000,
        "é" * 256,
        "😀" * 10_000,
        "." * 10_000,
        "a." * 5_000,
        ("a" * 60 + "@b.de,") * 1500,
    ),
]

words = st.text(st.sampled_from("abcxyz019-_.@*/#+ %'\"\\,;\n\0é例😀。ＡÀİß\u202e\xad"), max_size=40)
any_text = st.one_of(st.sampled_from(NASTY), words, st.text(max_size=60))
