"""For the authors of the base: reading the YAML sources, checking them, locking versions, building a release.

Nothing here is imported to select, review or assess: those run on the compiled release.
"""
