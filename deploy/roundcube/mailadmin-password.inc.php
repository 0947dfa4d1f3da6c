<?php
// /etc/roundcube/mailadmin-password.inc.php, root:www-data 0640: people change their mailbox's password in web mail.
// The console's own page, /pfa/me/password/, does the same and writes the log: leave this file out if that is enough.
// A line at the end of Debian's config.inc.php brings it in, after mailadmin.inc.php:
//     include '/etc/roundcube/mailadmin-password.inc.php';
// Proof: php -l mailadmin-password.inc.php, then Settings, Password in web mail.

$config['plugins'][] = 'password';
$config['password_driver'] = 'sql';

// A database user who may do this and nothing else, see grants.sql: ROUNDCUBE_DATABASE_USER and ..._PASSWORD. Not for
// SQLite, where web mail would have to be able to write the whole file.
$config['password_db_dsn'] = '@ROUNDCUBE_DSN@';
$config['password_query'] = 'UPDATE mailbox SET password = %P, @PASSWORD_EXPIRY@modified = NOW() WHERE username = %u AND active = 1';
// Addresses are stored in punycode.
$config['password_idn_ascii'] = true;

// PASSWORD_SCHEME in Roundcube's words. Change it with that setting: md5-crypt, sha512-crypt, hash-bcrypt, hash-argon2id.
$config['password_algorithm'] = '@ALGORITHM@';
// '{SHA512-CRYPT}' and so on; nothing for MD5-CRYPT.
$config['password_algorithm_prefix'] = '@PREFIX@';

$config['password_confirm_current'] = true;
// Not less than PASSWORD_VALIDATION asks for.
$config['password_minimum_length'] = 8;
