"""Finding records by words and filters: one contract, one treatment of words, several engines."""
