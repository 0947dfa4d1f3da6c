"""A bar chart as inline SVG, drawn with attributes only: the style sheet colours it, and a strict CSP allows it."""

from django.utils.html import format_html, format_html_join

HEIGHT = 100  # the drawing is stretched to its box, so text stays outside of it
GAP = 0.3  # of a bar's place
SMALLEST = 1.5  # a day without anything still has a bar to point at


def bar_chart(values, *, title, describe):
    """The SVG for `values`, a list of (label, count). `describe(label, count)` is what a bar says on hover.

    The scale starts at nothing and ends at the highest bar, or at 4: one change must not look like a storm.
    """
    top = scale(values)
    bars = format_html_join(
        "",
        '<g><title>{}</title><rect class="hit" x="{}" width="1" height="{}"/>'
        '<rect class="value" x="{}" y="{}" width="{}" height="{}"/></g>',
        (
            (describe(label, count), i, HEIGHT, i + GAP / 2, round(HEIGHT - high, 1), 1 - GAP, round(high, 1))
            for i, (label, count) in enumerate(values)
            for high in [max(HEIGHT * count / top, SMALLEST)]
        ),
    )
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        max(len(values), 1),
        HEIGHT,
        title,
        bars,
    )


def scale(values):
    return max([count for _label, count in values] + [4])
