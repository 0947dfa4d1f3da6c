"""Renders the configuration that lies beside it for one database, and looks at the running mail server."""
