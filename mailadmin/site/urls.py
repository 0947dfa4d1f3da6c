"""The map of the site. Everything is below /pfa/."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, register_converter
from django.views.generic import RedirectView

from domains.services import create_admin
from domains.views import admins, alias_domains, domains
from mailadmin import errors, health
from mailadmin.accounts.views import setup
from mailadmin.accounts.views import sign_in as accounts
from mailadmin.site import find, hub, log, overview
from mailadmin.tasks import views as tasks
from mailadmin.web.links import ADDRESS
from mailboxes.views import aliases, mail, mailboxes, me, vacation


class AddressConverter:
    """name@domain or @domain. Adopted rows may be odd: a slash before the @, several @, none, or nothing behind it."""

    regex = ADDRESS.pattern

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(AddressConverter, "address")

of_domain = [
    path("", hub.DomainMailboxes.as_view(), name="domain_detail"),
    path("mailboxes/", hub.DomainMailboxes.as_view(), name="domain_mailboxes"),
    path("mailboxes/add/", mailboxes.MailboxCreate.as_view(), name="mailbox_create"),
    path("aliases/", hub.DomainAliases.as_view(), name="domain_aliases"),
    path("aliases/add/", aliases.AliasCreate.as_view(), name="alias_create"),
    path("alias-domains/", hub.DomainAliasDomains.as_view(), name="domain_alias_domains"),
    path("admins/", hub.DomainAdmins.as_view(), name="domain_admins"),
    path("log/", hub.DomainLog.as_view(), name="domain_log"),
    path("settings/", hub.DomainUpdate.as_view(), name="domain_update"),
    path("welcome/", hub.DomainWelcome.as_view(), name="domain_welcome"),
    path("delete/", domains.DomainDelete.as_view(), name="domain_delete"),
]

console = [
    path("", overview.overview, name="overview"),
    path("find/", find.find, name="find"),
    path("log/", log.LogList.as_view(), name="log"),
    # Signing in and the person's own things
    path("login/", accounts.sign_in, name="login"),
    path("login/code/", accounts.give_code, name="login_code"),
    path("logout/", accounts.sign_out, name="logout"),
    path("setup/", setup.setup, {"create_admin": create_admin}, name="setup"),
    path("preferences/", accounts.preferences, name="preferences"),
    path("me/", me.Home.as_view(), name="me"),
    path("me/forwarding/", me.Forwarding.as_view(), name="me_forwarding"),
    path("me/vacation/", vacation.OwnVacation.as_view(), name="me_vacation"),
    path("me/password/", accounts.OwnPassword.as_view(), name="me_password"),
    # Domains
    path("domains/", hub.DomainList.as_view(), name="domain_list"),
    path("domains/add/", domains.DomainCreate.as_view(), name="domain_create"),
    path("domains/bulk/", domains.DomainBulk.as_view(), name="domain_bulk"),
    path("domains/<str:domain>/", include(of_domain)),
    path("alias-domains/", alias_domains.AliasDomainList.as_view(), name="alias_domain_list"),
    path("alias-domains/add/", alias_domains.AliasDomainCreate.as_view(), name="alias_domain_create"),
    path("alias-domains/bulk/", alias_domains.AliasDomainBulk.as_view(), name="alias_domain_bulk"),
    path("alias-domains/<str:domain>/", alias_domains.AliasDomainUpdate.as_view(), name="alias_domain_update"),
    path("alias-domains/<str:domain>/delete/", alias_domains.AliasDomainDelete.as_view(), name="alias_domain_delete"),
    # Mailboxes and aliases
    path("mailboxes/", mailboxes.MailboxList.as_view(), name="mailbox_list"),
    path("mailboxes/bulk/", mailboxes.MailboxBulk.as_view(), name="mailbox_bulk"),
    path("mailboxes/<address:address>/", mailboxes.MailboxUpdate.as_view(), name="mailbox_update"),
    path("mailboxes/<address:address>/forwarding/", mailboxes.MailboxForwarding.as_view(), name="mailbox_forwarding"),
    path("mailboxes/<address:address>/vacation/", vacation.MailboxVacation.as_view(), name="mailbox_vacation"),
    path("mailboxes/<address:address>/delete/", mailboxes.MailboxDelete.as_view(), name="mailbox_delete"),
    path("aliases/", aliases.AliasList.as_view(), name="alias_list"),
    path("aliases/bulk/", aliases.AliasBulk.as_view(), name="alias_bulk"),
    path("aliases/<address:address>/", aliases.AliasUpdate.as_view(), name="alias_update"),
    path("aliases/<address:address>/delete/", aliases.AliasDelete.as_view(), name="alias_delete"),
    # Admins
    path("admins/", admins.AdminList.as_view(), name="admin_list"),
    path("admins/add/", admins.AdminCreate.as_view(), name="admin_create"),
    path("admins/bulk/", admins.AdminBulk.as_view(), name="admin_bulk"),
    path("admins/<address:username>/", admins.AdminUpdate.as_view(), name="admin_update"),
    path("admins/<address:username>/delete/", admins.AdminDelete.as_view(), name="admin_delete"),
    # Work in the background
    path("tasks/", tasks.TaskList.as_view(), name="task_list"),
    path("tasks/<uuid:task>/", tasks.TaskDetail.as_view(), name="task_detail"),
    path("tasks/<uuid:task>/stop/", tasks.TaskStop.as_view(), name="task_stop"),
    path("tasks/periodic/<slug:name>/run/", tasks.PeriodicRun.as_view(), name="periodic_run"),
    # Mail that admins write
    path("mail/", mail.SendMail.as_view(), name="mail_send"),
    path("broadcasts/", mail.BroadcastList.as_view(), name="broadcast_list"),
    path("broadcasts/add/", mail.BroadcastCreate.as_view(), name="broadcast_create"),
    path("broadcasts/<int:broadcast>/", mail.BroadcastDetail.as_view(), name="broadcast_detail"),
    path("broadcasts/<int:broadcast>/resume/", mail.BroadcastResume.as_view(), name="broadcast_resume"),
    path("welcome/", mail.Welcome.as_view(), name="welcome"),
    # For machines
    path("healthz", health.healthz, name="healthz"),
]

urlpatterns = [
    path("pfa/", include(console)),
    path("", login_not_required(RedirectView.as_view(pattern_name="overview"))),
]

handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
