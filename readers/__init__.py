"""Documents in: a buyer's drafts and a vendor's answers become located passages."""
