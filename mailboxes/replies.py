"""The text of a reply in somebody's absence: its placeholders, and the same as a Sieve script (RFC 5230)."""

import hashlib
from datetime import datetime, time

from mailadmin.store.fields import now
from mailboxes.models import END_OF_TIME, Vacation, VacationPlan

# Upstream's placeholders. Its newer vacation.pl fills them in as it replies, that of version 3 does not; so they are
# filled in as the row is stored, in the same form.
FROM, UNTIL = "<%From_Date>", "<%Until_Date>"
SUBJECT = "$SUBJECT"  # in a subject: that of the mail that is answered
LONGEST = 10 * 365 * 86400  # Sieve knows no "once in all"


def vacation_of(mailbox, rows=Vacation.objects):
    """A mailbox's vacation, and what the console keeps of it; where there is none, new ones that are not yet saved."""
    row = rows.filter(email=mailbox.username).first()
    if not row:
        today = datetime.combine(now().date(), time())
        row = Vacation(email=mailbox.username, domain_id=mailbox.domain_id, activefrom=today)
    plan = VacationPlan.objects.filter(email=mailbox.username).first() or VacationPlan(email=mailbox.username)
    plan.body = typed(row, plan)
    return row, plan


def filled(body, row):
    """`body` with the days of the vacation `row` in place of the placeholders."""
    for placeholder, moment in ((FROM, row.activefrom), (UNTIL, row.activeuntil)):
        body = body.replace(placeholder, moment.date().isoformat())
    return body


def typed(row, plan):
    """The text with its placeholders, as long as no other program has written another one."""
    return plan.body if plan.body and filled(plan.body, row) == row.body else row.body


def version(script):
    return hashlib.sha256(script.encode()).hexdigest()[:32]


def sieve(addresses, row):
    """The script that replies as `row` says, on the days of the vacation only, to mail for one of `addresses`; the
    first is the mailbox's own."""
    seconds = row.interval_time or min(LONGEST, int((row.activeuntil - row.activefrom).total_seconds()) + 1)
    first, last = row.activefrom.date(), min(row.activeuntil, END_OF_TIME).date()
    names = ["vacation-seconds", "date", "relational"]
    before, subject, body = "", quoted(row.subject), quoted(row.body)
    if SUBJECT in row.subject:
        names.append("variables")
        before = 'set "dollar" "$";\nset "asked" "";\nif header :matches "subject" "*" { set "asked" "${1}"; }\n'
        subject, body = (text.replace("$", "${dollar}") for text in (subject, body))
        subject = subject.replace(SUBJECT.replace("$", "${dollar}"), "${asked}")
    return (
        f"require [{', '.join(map(quoted, names))}];\n{before}"
        f'if allof (currentdate :value "ge" "date" "{first}", currentdate :value "le" "date" "{last}") {{\n'
        # Another text, or the same of another time, is told anew.
        f'  vacation :seconds {seconds} :handle "{handle(row)}" :addresses [{", ".join(map(quoted, addresses))}]\n'
        f"    :from {quoted(addresses[0])} :subject {subject}\n    {body};\n}}\n"
    )


def handle(row):
    return version(f"{row.activefrom} {row.modified} {row.subject}\n{row.body}")


def quoted(text):
    """A string of Sieve (RFC 5228, 2.4.2)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
