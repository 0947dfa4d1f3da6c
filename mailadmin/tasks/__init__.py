"""Work in the background: a queue in the database (django-tasks), and what that leaves to us: leases, progress, times.

**A task** is a function at the top of a module, with the name that people see:

    from django_tasks import task

    @task(takes_context=True, title=gettext_lazy("Broadcast"))
    def send_broadcast(context, broadcast): ...

**To start one** from a service, within the transaction of its change:

    number = start(actor, send_broadcast, {"broadcast": row.pk}, about=row.subject)

`start` (mailadmin.tasks.queue) only adds rows to the same database. So a change that is rolled back starts nothing, and
one that is committed never loses its task, which `transaction.on_commit` could not promise: the process may die between
the two. Arguments are what JSON holds. `about` says in a word what it is for; `once` names a thing of which one at a
time is enough; `longest` is how long it may run. A page sends people on to `reverse("task_detail", args=[number])`,
which shows the progress and keeps the result: what the task returned, a text or a dictionary of texts.

**A worker may be killed** at any moment, and so may the database. Then the task's lease runs out and it is run again,
at most `queue.TRIES` times without a step forward. So every task must be able to begin again without doing a thing
twice. For what is in the database that is a step, a transaction that also keeps how far the task has come:

    for recipient in recipients.filter(pk__gt=context.place or 0).order_by("pk"):
        with context.step(recipient.pk, done=count, total=total):
            ...

After a kill the task finds in `context.place` the place of the last step that was committed. A step of a worker that
lost its lease meanwhile is rolled back. What leaves the database (a mail, a file) can't be rolled back: write down in
one step that it is about to be done, do it, and write down in the next that it was. Who finds the first without the
second after a kill can't know, and must choose: not again (a mail), or again (a file that is simply written anew).

Between steps a task is told to end, by an exception that it lets pass: somebody stopped it, the worker is to stop, or
others have waited for long enough and this one goes on after them. `context.report(done=, total=, note=)` shows
progress where there is nothing to keep. `context.actor` is who started it, for services. Texts are in that person's
language. A task that has no context can't be told anything: let it be short.

**What is periodic** is one line in mailadmin.site.periodic: a name, a task without arguments, how often, for how long.

**In tests** `Worker().run_ready()` (mailadmin.tasks.worker) does in this process what is due and ready.
"""
