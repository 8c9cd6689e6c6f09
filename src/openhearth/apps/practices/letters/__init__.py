"""E-mails about practices: to keepers, when a review is due, and to those who saved a search."""
