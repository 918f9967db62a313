"""The rules of decision, one per file. A file becomes a hint by being here: its `HINT` is asked by `choose`."""
