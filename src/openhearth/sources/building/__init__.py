"""From the files of the publishers to the tables that ship with the house."""
