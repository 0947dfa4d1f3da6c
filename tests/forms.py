"""What a browser without scripts would send: the controls of a page's form, as they are shown."""

from html.parser import HTMLParser


class Forms(HTMLParser):
    """Collects the controls of each form on a page as {name: value}."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.textarea, self.select = [], None, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        name = a.get("name")
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "input" and name:
            kind = a.get("type", "text")
            if kind not in ("checkbox", "radio"):
                self.forms[-1][name] = a.get("value") or ""
            elif "checked" in a:
                self.forms[-1][name] = a.get("value") or "on"
        elif tag == "textarea":
            self.textarea = name
            self.forms[-1][name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and (self.select not in self.forms[-1] or "selected" in a):
            self.forms[-1][self.select] = a.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.textarea = None
        elif tag == "select":
            self.select = None

    def handle_data(self, text):
        if self.textarea:
            shown = self.forms[-1][self.textarea] + text
            self.forms[-1][self.textarea] = shown.removeprefix("\n")  # HTML drops the first line break


def as_shown(client, url, field):
    """The data of the form on the page at `url` that has a control called `field`."""
    response = client.get(url)
    assert response.status_code == 200, response
    return next(form for form in Forms(response.content.decode()).forms if field in form or f"{field}_kind" in form)


def errors(response):
    """The errors of a refused form as {field: [sentences]}; `__all__` for those of none."""
    assert response.status_code == 422, response
    assert response.context["form"].errors, "refused without a word"
    return {field: [str(each) for each in found] for field, found in response.context["form"].errors.items()}
