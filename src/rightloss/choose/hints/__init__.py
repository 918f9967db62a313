"""Rules of decision, one file each; the folder is the registry."""
