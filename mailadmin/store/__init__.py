"""What all tables share: addresses, fields, changes, kept figures."""
