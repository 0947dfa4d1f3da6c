<?php
// /etc/roundcube/mailadmin.inc.php, root:www-data 0640: Roundcube for this Postfix and Dovecot.
// Debian's /etc/roundcube/config.inc.php stays as it is, with its own database (asked for at installation) and its own
// des_key, a secret of 24 characters made at installation. One line at its end brings this file in:
//     include '/etc/roundcube/mailadmin.inc.php';
// Proof: php -l mailadmin.inc.php, then sign in at /webmail/ with a mailbox of the console.

// Change the name to one that the servers' certificate holds. The connection itself goes to this machine.
$mail_host = 'mail.example.org';
// With a certificate that you signed yourself, add 'cafile' => '/etc/ssl/certs/that-one.pem'.
$verified = ['ssl' => ['peer_name' => $mail_host, 'verify_peer' => true]];

// Change `localhost` when Dovecot or Postfix run on another machine. ssl://HOST:993 is IMAPS, tls:// is STARTTLS.
$config['imap_host'] = 'ssl://localhost:993';
$config['imap_conn_options'] = $verified;
$config['smtp_host'] = 'tls://localhost:587';
$config['smtp_conn_options'] = $verified;

// Mail is sent as the person who is signed in, so that Postfix checks the sender.
$config['smtp_user'] = '%u';
$config['smtp_pass'] = '%p';
$config['smtp_helo_host'] = $mail_host;

// Who leaves out the part after the @ is in this domain. People of other domains type the whole address.
$config['username_domain'] = 'example.org';

// null: each person's browser decides, English when it asks for nothing we have. 'zh_CN' or 'en_US' to fix it.
$config['language'] = null;
$config['product_name'] = 'Webmail';

// Into the journal, where fail2ban reads failed log-ins (fail2ban/jail.conf).
$config['log_driver'] = 'syslog';

// Of Debian's roundcube-plugins. mailadmin-password.inc.php adds one to change the password.
$config['plugins'] = ['archive', 'managesieve', 'markasjunk'];

// Filters and vacation notices: Dovecot's ManageSieve. 1: a page of its own for vacation notices besides the filters.
$config['managesieve_host'] = 'tls://localhost:4190';
$config['managesieve_conn_options'] = $verified;
$config['managesieve_vacation'] = 1;
