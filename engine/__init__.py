"""The pure core: select, review, assess. No clock, network, web, Word or template."""
