-- {domains} domains d00001.example and so on, with {each} mailboxes u001@… and 20 aliases a01@… each; one in twenty is
-- an alias domain. Mailboxes are full to all degrees, a few of them disabled, forwarded, or on vacation.

INSERT INTO domain (domain, description, transport, mailboxes, aliases, maxquota, quota, created, modified, active)
  SELECT CONCAT('d', LPAD(seq, 5, '0'), '.example'), CONCAT('Customer ', seq), 'virtual', 1000, 1000, 2048, 400000,
    NOW() - INTERVAL seq HOUR, NOW() - INTERVAL seq MINUTE, seq % 50 != 7 FROM seq_1_to_{domains};
INSERT INTO alias_domain (alias_domain, target_domain, created, modified)
  SELECT CONCAT('d', LPAD(seq, 5, '0'), '.example'), CONCAT('d', LPAD(seq - 1, 5, '0'), '.example'), NOW(), NOW()
    FROM seq_20_to_{domains}_step_20;
INSERT INTO mailbox (username, password, name, maildir, quota, local_part, domain, created, modified, active,
                     password_expiry)
  SELECT CONCAT('u', LPAD(seq, 3, '0'), '@', domain), '{hash}', CONCAT('User Number ', seq),
    CONCAT(domain, '/u', LPAD(seq, 3, '0'), '/'), 1024000000, CONCAT('u', LPAD(seq, 3, '0')), domain,
    NOW() - INTERVAL seq DAY, NOW() - INTERVAL seq HOUR, seq % 97 != 5, '2038-01-18' FROM domain, seq_1_to_{each};
INSERT INTO alias (address, goto, domain, created, modified, active)
  SELECT username, IF(local_part LIKE '%33', CONCAT('away@example.edu,', username), username), domain, created,
    modified, active FROM mailbox;
INSERT INTO alias (address, goto, domain, created, modified)
  SELECT CONCAT('a', LPAD(seq, 2, '0'), '@', domain), CONCAT('u001@', domain, ',u0', LPAD(seq, 2, '0'), '@', domain),
    domain, NOW(), NOW() - INTERVAL seq HOUR FROM domain, seq_1_to_20;
INSERT INTO alias (address, goto, domain, created, modified)
  SELECT CONCAT('@', domain), CONCAT('u002@', domain), domain, NOW(), NOW() FROM domain WHERE domain LIKE '%5.example';
INSERT INTO vacation (email, subject, body, cache, domain, created)
  SELECT username, 'Away', 'Back on Monday', '', domain, NOW() FROM mailbox WHERE local_part LIKE '%77';
INSERT INTO quota2 (username, bytes, messages)
  SELECT username, POW(CRC32(username) % 1000 / 1000, 3) * quota, CRC32(username) % 5000 FROM mailbox;
INSERT INTO admin (username, password, superadmin, created, modified) VALUES
  ('{root}', '{hash}', 1, NOW(), NOW()), ('{agent}', '{hash}', 0, NOW(), NOW());
INSERT INTO admin (username, password, created, modified)
  SELECT CONCAT('admin', LPAD(seq, 3, '0'), '@example.org'), '{hash}', NOW(), NOW() FROM seq_1_to_200;
INSERT INTO domain_admins (username, domain, created) VALUES ('{root}', 'ALL', NOW());
INSERT INTO domain_admins (username, domain, created)
  SELECT CONCAT('admin', LPAD(1 + CRC32(domain) % 200, 3, '0'), '@example.org'), domain, NOW() FROM domain;
INSERT INTO domain_admins (username, domain, created)
  SELECT '{agent}', CONCAT('d', LPAD(seq * {domains} DIV {own}, 5, '0'), '.example'), NOW() FROM seq_1_to_{own};
INSERT INTO log (timestamp, username, domain, action, data)
  SELECT NOW() - INTERVAL 200000 - seq MINUTE,
    CONCAT('admin', LPAD(1 + seq % 200, 3, '0'), '@example.org (192.0.2.', seq % 250, ')'),
    CONCAT('d', LPAD(1 + CRC32(seq) % {domains}, 5, '0'), '.example'),
    ELT(1 + seq % 4, 'edit_mailbox', 'create_mailbox', 'edit_alias', 'edit_password'),
    CONCAT('u', LPAD(1 + seq % {each}, 3, '0'), '@d', LPAD(1 + CRC32(seq) % {domains}, 5, '0'), '.example')
    FROM seq_1_to_200000;
