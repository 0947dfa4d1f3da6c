-- The account with which web mail changes passwords (mailadmin-password.inc.php). It sees who has a mailbox, but no hash.
-- Run as the server's root: mariadb < grants.sql
-- Proof: SHOW GRANTS FOR @ROUNDCUBE_ACCOUNT@

USE `@DATABASE_NAME@`;

CREATE USER IF NOT EXISTS @ROUNDCUBE_ACCOUNT@ IDENTIFIED BY '@ROUNDCUBE_SQL_PASSWORD@';
ALTER USER @ROUNDCUBE_ACCOUNT@ IDENTIFIED BY '@ROUNDCUBE_SQL_PASSWORD@';
GRANT SELECT (username, active), UPDATE (password, modified) ON mailbox TO @ROUNDCUBE_ACCOUNT@;
-- PASSWORD_EXPIRATION=YES: a new password is good for as many days as its domain says.
@PASSWORD_EXPIRATION@GRANT SELECT (domain), UPDATE (password_expiry) ON mailbox TO @ROUNDCUBE_ACCOUNT@;
@PASSWORD_EXPIRATION@GRANT SELECT (domain, password_expiry) ON domain TO @ROUNDCUBE_ACCOUNT@;
