-- The database user of password.inc.php. Run as root: mariadb postfix_db < grants.sql
-- Change the password, here and there: openssl rand -base64 18
CREATE USER IF NOT EXISTS roundcube_password@localhost IDENTIFIED BY 'CHANGE-ME';
GRANT SELECT (username, active), UPDATE (password, modified) ON mailbox TO roundcube_password@localhost;
