"""The JSON Schemas of what goes in and out: data, read with importlib.resources."""
