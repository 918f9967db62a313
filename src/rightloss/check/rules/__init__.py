"""The rules, one per file. A file becomes a rule by being here: its `RULE` listens to the interpreter."""
