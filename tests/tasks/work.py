"""Tasks for the tests: what they do is in the database, as rows of the log."""

import time

from django.db import transaction
from django_tasks import task

from mailadmin.audit.models import Log
from mailadmin.store.fields import now

CHINESE = "服务器上没有这个邮箱 😀"


def write(text):
    Log.objects.create(timestamp=now(), username="task", domain="", action="task", data=text)


def written():
    return list(Log.objects.filter(username="task").order_by("id").values_list("data", flat=True))


@task(title="Write one thing")
def write_one(text):
    write(text)
    return text


@task(takes_context=True, title="Write many things")
def write_many(context, name, count, pause=0):
    """A line in a step each, with some time between them."""
    for number in range((context.place or 0) + 1, count + 1):
        with context.step(number, done=number, total=count, note=f"number {number}"):
            write(f"{name} {number}")
            time.sleep(pause)
    return {"lines": count}


@task(takes_context=True, title="Write forever")
def write_forever(context):
    """Reports and never ends; nothing that it wrote in the transaction is kept."""
    while True:
        context.report(note="still at it")
        time.sleep(0.05)


@task(title="Take long")
def take_long():
    with transaction.atomic():
        write("too long")
        time.sleep(30)


@task(title="Fail")
def fail(text="broken"):
    raise ValueError(f"{text} \udcff \0")


@task(takes_context=True, title="Who")
def who(context):
    return context.actor.log_name


@task(title="Answer what is no JSON")
def answer_object():
    return object()


@task(title="Answer half of a letter")
def answer_half():
    return "\ud83d"


@task(title="Be quick")
def quick():
    write("quick")


@task(title="Say it again")
def echo(text):
    return text
