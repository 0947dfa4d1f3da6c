"""The top floor: the map of the site, and the pages that span the apps."""
