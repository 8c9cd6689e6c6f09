"""Portfolio problems as Excel workbooks, and what is said about their aims and figures as YAML."""
