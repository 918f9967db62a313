"""Is the loss wired right? Reads PyTorch code without running it."""
