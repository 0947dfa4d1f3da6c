"""Jobs of `fetchmail.pl`."""

from django.db import models

from domains.models import Domain
from mailadmin.accounts.models import LONG_AGO
from mailadmin.store.fields import AddressField, TextField, TimestampField, now
from mailadmin.store.nulls import NullsRead
from mailadmin.store.tables import table
from mailboxes.models.reach import InDomainQuerySet


class Fetchmail(NullsRead):
    """A job of `fetchmail.pl`: mail fetched from another server into a mailbox."""

    AUTHENTICATIONS = [
        *(
            "password",
            "kerberos_v5",
            "kerberos",
            "kerberos_v4",
            "gssapi",
            "cram-md5",
            "otp",
            "ntlm",
            "msn",
            "ssh",
            "any",
        )
    ]
    PROTOCOLS = ["POP3", "IMAP", "POP2", "ETRN", "AUTO"]

    id = models.BigAutoField(primary_key=True)
    mailbox = AddressField()
    src_server = models.CharField(max_length=255)
    src_auth = models.CharField(max_length=11, null=True, choices=[(name, name) for name in AUTHENTICATIONS])
    src_user = models.CharField(max_length=255)
    src_password = models.CharField(max_length=255)  # base64
    src_folder = models.CharField(max_length=255)
    poll_time = models.PositiveIntegerField(default=10, db_default=10)  # minutes
    fetchall = models.BooleanField(default=False, db_default=False)
    keep = models.BooleanField(default=False, db_default=False)
    protocol = models.CharField(max_length=4, null=True, choices=[(name, name) for name in PROTOCOLS])
    usessl = models.BooleanField(default=False, db_default=False)
    extra_options = TextField(null=True, blank=True)
    returned_text = TextField(null=True, blank=True)
    mda = models.CharField(max_length=255, null=True, blank=True)
    date = TimestampField(default=LONG_AGO, db_default=LONG_AGO)
    sslcertck = models.BooleanField(default=False, db_default=False)
    sslcertpath = models.CharField(max_length=255, null=True, blank=True, default="", db_default="")
    sslfingerprint = models.CharField(max_length=255, null=True, blank=True, default="", db_default="")
    domain = models.ForeignKey(
        Domain,
        models.DO_NOTHING,
        db_column="domain",
        db_constraint=False,
        related_name="fetchmail_set",
        null=True,
        blank=True,
        default="",
        db_default="",
    )
    active = models.BooleanField(default=False, db_default=False)
    created = TimestampField(default=now, db_default=LONG_AGO)
    modified = TimestampField(default=now, db_default=models.functions.Now())
    src_port = models.IntegerField(default=0, db_default=0)

    objects = InDomainQuerySet.as_manager()

    class Meta:
        db_table = table("fetchmail")

    def __str__(self):
        return f"{self.mailbox} from {self.src_server}"
