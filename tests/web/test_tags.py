"""The pieces that pages are made of: sizes, limits, times, bars, icons, the chart."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from mailadmin.store.limits import BYTES, MEGABYTES, Limit
from mailadmin.web import sizes
from mailadmin.web import tags as console

MB = 1_024_000  # bytes, by the default QUOTA_MULTIPLIER
NOW = datetime(2026, 5, 17, 15, 30)


def test_it_works():
    template = Template("{% icon 'globe' %}{% chip 'good' 'Active' %}{% usage used limit %}")
    html = template.render(Context({"used": 1230 * MB, "limit": Limit(2048 * MB, BYTES)}))
    assert html.count("<svg") == 1
    assert '<span class="chip good">Active</span>' in html
    assert "1.2 of 2 GB" in html
    assert 'value="60" max="100"' in html


@pytest.mark.parametrize(
    ("used", "limit", "text"),
    [
        (0, 2048 * MB, "0 of 2 GB"),
        (12 * MB, 2048 * MB, "12 MB of 2 GB"),
        (480 * MB, 500 * MB, "480 of 500 MB"),
        (MB // 2, 10 * MB, "512 KB of 10 MB"),
        (3 * 1024 * 1024 * MB, 5 * 1024 * 1024 * MB, "3 of 5 TB"),
        (800 * MB, 0, "800 MB of unlimited"),
        (0, 0, "0 MB of unlimited"),
        (600 * MB, -1, "600 MB, no quota"),
    ],
)
def test_usage_says_each_unit_once(used, limit, text):
    assert sizes.usage_text(used, Limit(limit, BYTES)) == text


@pytest.mark.parametrize(("limit", "bars"), [(2048 * MB, 1), (0, 0), (-1, 0)])
def test_usage_has_a_bar_only_with_a_limit(limit, bars):
    assert console.usage(5 * MB, Limit(limit, BYTES)).count("<progress") == bars


def test_nothing_stored_is_no_error():
    assert "0 of 2 GB" in console.usage(None, Limit(2048 * MB, BYTES))
    assert "0 of 2 GB" in console.usage(None, Limit(2048, MEGABYTES))


@pytest.mark.parametrize(
    ("percent", "kind", "value"),
    [(0, "", 0), (0.1, "", 1), (79, "", 79), (80, "warn", 80), (94, "warn", 94), (95, "bad", 95), (140, "bad", 100)],
)
def test_bar_turns_amber_at_80_and_red_at_95(percent, kind, value):
    assert f'class="bar {kind}" value="{value}"' in console.bar(percent)


def test_where_it_turns_is_a_setting(settings):
    settings.QUOTA_LEVEL_MED_PCT, settings.QUOTA_LEVEL_HIGH_PCT = 55, 90
    assert [console.level(percent) for percent in (54, 55, 89, 90)] == ["", "warn", "warn", "bad"]


@pytest.mark.parametrize(
    ("count", "limit", "text"),
    [(12, 50, "12 of 50"), (1200, 2000, "1,200 of 2,000"), (3, 0, "3 of unlimited"), (0, -1, "none allowed")],
)
def test_limits_are_never_naked_numbers(count, limit, text):
    assert sizes.count_text(count, Limit(limit)) == text


def test_what_is_there_despite_no_room_is_said():
    assert sizes.count_text(4, Limit(-1)) == "4, none allowed"


@pytest.mark.parametrize(
    ("back", "text"),
    [
        ({"seconds": 20}, "just now"),
        ({"minutes": 1}, "1 minute ago"),
        ({"minutes": 59}, "59 minutes ago"),
        ({"hours": 3}, "3 hours ago"),
        ({"hours": 16}, "yesterday"),
        ({"days": 3}, "3 days ago"),
        ({"days": 15}, "2 weeks ago"),
        ({"days": 120}, "4 months ago"),
        ({"days": 900}, "2 years ago"),
        ({"days": -3}, "05/20/2026"),
    ],
)
def test_ago(back, text):
    assert console.ago_text(NOW - timedelta(**back), at=NOW) == text


def test_the_exact_time_is_on_hover():
    html = console.ago(datetime(2026, 5, 17, 9, 5))
    assert 'datetime="2026-05-17 09:05" title="2026-05-17 09:05"' in html


@pytest.mark.parametrize("moment", [None, datetime(2000, 1, 1)])
def test_the_year_2000_is_never(moment):
    assert "never" in console.ago(moment)


def test_words_are_escaped():
    poison = "<script>alert(1)</script>"
    for html in (console.chip("bad", poison), console.shortened([poison] * 4), console.shortened([poison])):
        rendered = Template("{{ html }}").render(Context({"html": html}))
        assert "<script>" not in rendered
        assert "&lt;script&gt;" in rendered


def test_an_unknown_kind_of_chip_is_a_mistake():
    with pytest.raises(AssertionError):
        console.chip("green", "Active")


def test_shortened():
    assert console.shortened(["a@b.org", "c@d.org"]) == "a@b.org, c@d.org"
    assert console.shortened(["a@b.org", "c@d.org", "e@f.org"]) == "a@b.org, c@d.org <small>and 1 more</small>"


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("xn--fsqu00a.example", "例子.example"),
        ("chen@xn--fsqu00a.example (192.0.2.7)", "chen@例子.example (192.0.2.7)"),
        ("CLI (root@host)", "CLI (root@host)"),
        ("", ""),
    ],
)
def test_internationalised_names_are_shown_in_unicode(stored, text):
    assert console.shown(stored) == text


def test_unknown_actions_are_shown_as_they_are():
    assert console.action("create_mailbox") == "Mailbox added"
    assert console.action("x_something") == "x_something"


def test_icons_need_no_style_and_say_nothing():
    html = console.icon("globe")
    assert "style=" not in html
    assert 'aria-hidden="true"' in html
    assert "\n" not in html


def test_chart_has_a_bar_a_day_and_a_table():
    days = [{"day": date(2026, 5, day), "count": day % 3} for day in range(1, 31)]
    html = console.activity_chart(days)
    assert html.count('class="value"') == 30
    assert 'role="img" aria-label="30 changes in 30 days"' in html
    assert "May 2: 2" in html
    assert html.count("<tr>") == 31
    assert "style=" not in html


def test_chart_of_a_quiet_month_stays_low():
    heights = re.findall(r'class="value"[^>]* height="([\d.]+)"', console.activity_chart([day(1), day(0)]))
    assert heights == ["25.0", "1.5"]


def day(count):
    return {"day": date(2026, 5, 1), "count": count}


def test_figures_follow_the_language():
    with translation.override("de"):
        assert sizes.figure(1234) == "1.234"
        assert sizes.figure(12.34) == "12,3"
    assert sizes.figure(1234) == "1,234"
