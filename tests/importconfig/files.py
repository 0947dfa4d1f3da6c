"""Configuration files of PostfixAdmin, as people write them."""

PLAIN = r"""<?php
# comment ' " $CONF['encrypt'] = 'no';
// another ?
/* $CONF['aliases'] = '1'; */
$CONF['configured'] = true;
$CONF["database_type"] = 'mysqli';
$CONF['database_host'] = 'db.example.org:3307';
$CONF['database_user'] = "post" . 'fix';
$CONF['database_password'] = 'p@ss:w/rd?#%$x \'"\\ é';
$CONF['database_name'] = 'mail db';
$CONF['encrypt'] = 'php_crypt:SHA512:50000';
$CONF['setup_password'] = '$2y$10$yfjPmDR1RucC7Fu1prtIke5pr7rjX.DQNcaS/PK1akRibUYlQ6iNy';
$CONF['default_aliases'] = array('abuse' => 'root@example.org', 'postmaster' => "admin",);
$CONF['aliases'] = '0'; $CONF['mailboxes'] = 20; $CONF['maxquota'] = -1;
$CONF['quota'] = 'yes';
$CONF['transport_options'] = ['virtual', 'lmtp:unix:private/dovecot'];
$CONF['transport_options'][] = 'relay:';
$CONF['transport_default'] = 'lmtp:unix:private/dovecot';
$CONF['password_validation'] = array(
    '/.{8}/' => 'password_too_short 8', '#[A-Z/,]#i' => 'One, please.', '/[[:digit:]]/' => 'password_no_digits 1',
);
$CONF['vacation_choice_of_reply'] = array(0 => 'reply_once', 60*60 *24*7 => 'weekly', '10' => 1.5, -2 => null);
$CONF['welcome_text'] = <<<EOM
Hi "you",
  it's a \$5 \\ text\x21
EOM;
$CONF['footer_text'] = <<<'EOM'
no $escapes \n
EOM;
$CONF['motd_user'] = "tab\there \q \101 \u{e9}";
$CONF['database_tables']['quota'] = 'used';
$CONF['admin_email'] = $CONF['database_user'] . '@example.org';
$CONF['xmlrpc_enabled'] = TRUE;
$CONF['x_own'] = !true || (false && true);
if (file_exists('/nowhere/at/all')) { $CONF['backup'] = 'YES'; } elseif (false) { $CONF['backup'] = 'b'; }
else if (!file_exists('/nowhere')) { $CONF['sendmail'] = 'NO'; } else { $CONF['sendmail'] = 'x'; }
function x_hook($struct) { $CONF['aliases'] = 'wrong'; return $struct; }
?>
<p>text</p>
<?php $CONF['page_size'] = '25';
"""
DEBIAN = """<?php
##
## database access settings in php format
##
$dbuser='postfixadmin';
$dbpass='it\\'s';
$basepath='';
$dbname='postfixadmin';
$dbserver='';
$dbport='3306';
$dbtype='mysql';
"""
# What no reader of plain values can know; with PHP all of it has a value.
COMPUTED = """<?php
$CONF['aliases'] = strlen('four');
$CONF['mailboxes'] = '7';
$CONF['maxquota'] = getenv('NOTHING') ?: '5';
$name = 'x';
$CONF['motd_user'] = "Hello $name";
if (PHP_VERSION_ID > 5) { $CONF['page_size'] = '30'; } else { $CONF['page_size'] = '40'; }
$CONF['motd_admin'] = $unknown . 'x';
foreach (array('a') as $each) { $CONF['footer_text'] = $each; }
$CONF['password_validation'] = array('check' => function ($password) { return ''; });
"""
HOSTILE = {
    "a program": "<?php system('touch MARK'); $CONF['aliases'] = '5';",
    "backticks": "<?php `touch MARK`; $CONF['aliases'] = '5';",
    "a file written": "<?php file_put_contents('MARK', 'x'); $CONF['aliases'] = '5';",
    "a file opened": "<?php $f = fopen('MARK', 'w'); $CONF['aliases'] = '5';",
    "exit": "<?php $CONF['aliases'] = '5'; exit(0);",
    "an error": "<?php $CONF['aliases'] = nothing();",
    "no PHP": "<?php $CONF['aliases'] = = ;",
    "an endless loop": "<?php $CONF['aliases'] = '5'; while (true) { }",
    "much output": "<?php while (ob_get_level()) ob_end_flush(); while (true) { echo str_repeat('x', 100000); }",
    "much memory": "<?php $CONF['x'] = 'x'; while (true) { $CONF['x'] .= $CONF['x']; }",
    "itself": "<?php include __FILE__;",
    "a killed process": "<?php posix_kill(getmypid(), 9);",
}
