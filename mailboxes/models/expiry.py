"""What we keep about passwords that expire, beside upstream's date of the end."""

from django.db import models

from mailadmin.store.fields import AddressField


class ExpiryMail(models.Model):
    """Which mail about the end of a password a mailbox was sent last, so that each goes out once."""

    username = AddressField(primary_key=True)
    ends = models.DateTimeField()  # the end that it told of: a new password has another, and all mails again
    days = models.PositiveSmallIntegerField()  # how many days before; the next one has fewer

    class Meta:
        db_table = "mailadmin_expiry_mail"

    def __str__(self):
        return f"{self.username}: {self.days} days before {self.ends}"
