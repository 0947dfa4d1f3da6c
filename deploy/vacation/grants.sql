-- The account of vacation.pl: reads who is away, and keeps who was told. VACATION_DATABASE_USER and ..._PASSWORD.
-- As the server's root: mariadb < vacation/grants.sql
-- Proof: SHOW GRANTS FOR @VACATION_ACCOUNT@

USE `@DATABASE_NAME@`;

CREATE USER IF NOT EXISTS @VACATION_ACCOUNT@ IDENTIFIED BY '@VACATION_SQL_PASSWORD@';
ALTER USER @VACATION_ACCOUNT@ IDENTIFIED BY '@VACATION_SQL_PASSWORD@';
GRANT SELECT (email, subject, body, active, activefrom, activeuntil, interval_time) ON vacation TO @VACATION_ACCOUNT@;
GRANT SELECT (address, goto) ON alias TO @VACATION_ACCOUNT@;
GRANT SELECT (alias_domain, target_domain) ON alias_domain TO @VACATION_ACCOUNT@;
GRANT SELECT, INSERT, UPDATE, DELETE ON vacation_notification TO @VACATION_ACCOUNT@;
