"""Documents out: clauses, response forms, annotated drafts, reports."""
