"""The printing room: turns the core's chart specifications and documents into SVG, PNG, PDF, DOCX, HTML and Markdown."""
