"""What each page says: the core's values become texts in the reader's language. Templates only arrange them."""
