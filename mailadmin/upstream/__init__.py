"""PostfixAdmin's side: taking over a database that it made."""
