"""The versioned base of criteria: data, read with importlib.resources."""
