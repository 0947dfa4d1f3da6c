"""Form controls: what they post with and without a script, and what they show again."""

import pytest
from django import forms

from mailadmin.web.widgets import LimitInput, Lines, NewPassword, UnitInput


class LimitForm(forms.Form):
    most = forms.IntegerField(widget=LimitInput("MB", default="2 GB (domain default)"), required=False)
    count = forms.IntegerField(widget=LimitInput())


def limits(**data):
    form = LimitForm({"count": "5"} | data)
    assert form.is_valid(), form.errors
    return form.cleaned_data


def test_it_works():
    html = str(LimitForm(initial={"most": 512})["most"])
    assert '<option value="n" selected>At most</option>' in html
    assert 'value="512"' in html
    assert "MB" in html


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ({"most": "512"}, 512),
        ({"most": "0"}, 0),
        ({"most": "512", "most_kind": "n"}, 512),
        ({"most": "512", "most_kind": "0"}, 0),
        ({"most": "", "most_kind": "-1"}, -1),
        ({"most": "512", "most_kind": ""}, None),
        ({}, None),
    ],
)
def test_a_limit_is_a_number_or_a_choice(data, value):
    assert limits(**data)["most"] == value


@pytest.mark.parametrize(("initial", "chosen"), [(0, "0"), (-1, "-1"), (None, ""), (7, "n")])
def test_a_limit_shows_no_naked_numbers(initial, chosen):
    html = str(LimitForm(initial={"most": initial})["most"])
    assert f'<option value="{chosen}" selected>' in html
    assert 'value="0"' not in html.partition("</select>")[2]
    assert 'value="-1"' not in html.partition("</select>")[2]


def test_without_a_default_nothing_is_at_most_nothing():
    html = str(LimitForm()["count"])
    assert '<option value=""' not in html
    assert '<option value="n" selected>' in html


def test_a_wrong_limit_is_shown_again():
    form = LimitForm({"most": "many", "most_kind": "n", "count": "5"})
    assert not form.is_valid()
    assert 'value="many"' in str(form["most"])


def test_units_stand_beside_the_field():
    assert "@example.org</span>" in UnitInput("@example.org", numeric=False).render("local_part", "info")
    assert 'inputmode="numeric"' in UnitInput("MB").render("quota", 5)


def test_a_password_is_never_sent_back():
    html = NewPassword().render("password", "Fish-42-sheep")
    assert "Fish" not in html
    assert 'autocomplete="new-password"' in html


@pytest.mark.parametrize(
    ("value", "lines"), [("a@b.org,c@d.org", "a@b.org\nc@d.org"), (["a", "b"], "a\nb"), ("a\nb", "a\nb"), (None, "")]
)
def test_lists_have_one_item_a_line(value, lines):
    assert Lines().format_value(value) == lines
