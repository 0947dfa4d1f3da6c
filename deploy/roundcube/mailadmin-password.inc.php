<?php
// /etc/roundcube/mailadmin-password.inc.php, root:www-data 0640: people change their mailbox's password in web mail.
// The console's own page, /pfa/me/password/, does the same and writes the log: leave this file out if that is enough.
// Like mailadmin.inc.php it is brought in by a line at the end of Debian's config.inc.php, after that one:
//     include '/etc/roundcube/mailadmin-password.inc.php';
// Proof: php -l mailadmin-password.inc.php, then Settings, Password in web mail.

$config['plugins'][] = 'password';
$config['password_driver'] = 'sql';

// A database user who may do this and nothing else (roundcube/grants.sql). Not for SQLite: web mail would need to
// write the whole file there.
$config['password_db_dsn'] = 'mysql://roundcube_password:CHANGE-ME@localhost/postfix_db';
$config['password_query'] = 'UPDATE mailbox SET password = %P, modified = NOW() WHERE username = %u AND active = 1';
// Addresses are stored in punycode.
$config['password_idn_ascii'] = true;

// The same as PASSWORD_SCHEME: md5-crypt is MD5-CRYPT, sha512-crypt is SHA512-CRYPT, hash-bcrypt is BLF-CRYPT. Bare
// hashes, as the console writes them; a prefix is only for schemes that need one, such as '{ARGON2ID}' for hash-argon2id.
$config['password_algorithm'] = 'md5-crypt';
$config['password_algorithm_prefix'] = '';

$config['password_confirm_current'] = true;
// Not less than PASSWORD_VALIDATION asks for.
$config['password_minimum_length'] = 8;
