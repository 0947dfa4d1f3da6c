-- The database and the console's account. Run as the server's root: mariadb < console.sql; then manage.py migrate.
-- Proof: manage.py migrate --check

CREATE DATABASE IF NOT EXISTS `@DATABASE_NAME@` CHARACTER SET utf8mb4;

-- What DATABASE_URL says. To change the password: there, here, then this file once more.
CREATE USER IF NOT EXISTS @CONSOLE_ACCOUNT@ IDENTIFIED BY '@CONSOLE_SQL_PASSWORD@';
ALTER USER @CONSOLE_ACCOUNT@ IDENTIFIED BY '@CONSOLE_SQL_PASSWORD@';

-- It reads and writes every table of this database, and makes them; it hands out no rights.
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES
    ON `@DATABASE_NAME@`.* TO @CONSOLE_ACCOUNT@;
