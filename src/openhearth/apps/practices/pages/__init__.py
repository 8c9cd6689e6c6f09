"""What the pages of the toolkit show, put into words and order before a template sees it."""
