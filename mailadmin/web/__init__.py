"""The page kit: generic pages and lists, forms, widgets, the menu, what rows show."""
