-- The accounts of Postfix and Dovecot, with the rights to what they ask for and no more. They need the tables, so first
-- manage.py migrate; then, as the server's root: mariadb < grants.sql
-- Proof: SHOW GRANTS FOR @POSTFIX_ACCOUNT@

USE `@DATABASE_NAME@`;

-- Postfix reads where mail goes. It never sees a password. POSTFIX_DATABASE_USER and ..._PASSWORD.
CREATE USER IF NOT EXISTS @POSTFIX_ACCOUNT@ IDENTIFIED BY '@POSTFIX_SQL_PASSWORD@';
ALTER USER @POSTFIX_ACCOUNT@ IDENTIFIED BY '@POSTFIX_SQL_PASSWORD@';
GRANT SELECT (domain, transport, backupmx, active) ON domain TO @POSTFIX_ACCOUNT@;
GRANT SELECT (alias_domain, target_domain, active) ON alias_domain TO @POSTFIX_ACCOUNT@;
GRANT SELECT (address, goto, domain, active) ON alias TO @POSTFIX_ACCOUNT@;
GRANT SELECT (username, maildir, quota, domain, active) ON mailbox TO @POSTFIX_ACCOUNT@;

-- Dovecot reads password hashes, folders and quotas, and writes what is used. DOVECOT_DATABASE_USER and ..._PASSWORD.
-- (What a database of PostfixAdmin lacks of this, manage.py adopt adds.)
CREATE USER IF NOT EXISTS @DOVECOT_ACCOUNT@ IDENTIFIED BY '@DOVECOT_SQL_PASSWORD@';
ALTER USER @DOVECOT_ACCOUNT@ IDENTIFIED BY '@DOVECOT_SQL_PASSWORD@';
GRANT SELECT (domain, active, password_expiry) ON domain TO @DOVECOT_ACCOUNT@;
GRANT SELECT (username, password, maildir, quota, domain, active, smtp_active, password_expiry, totp_secret)
    ON mailbox TO @DOVECOT_ACCOUNT@;
GRANT SELECT (id, username, password_hash) ON mailbox_app_password TO @DOVECOT_ACCOUNT@;
GRANT SELECT (ip, username) ON totp_exception_address TO @DOVECOT_ACCOUNT@;
GRANT SELECT, INSERT, UPDATE, DELETE ON quota2 TO @DOVECOT_ACCOUNT@;

-- With VACATION_BY=sieve, Dovecot reads who replies in their absence, and what.
GRANT SELECT (email, version, script) ON mailadmin_sieve TO @DOVECOT_ACCOUNT@;
