"""The rooms of the toolkit, one file each."""
