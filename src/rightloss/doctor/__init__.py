"""Is the loss wired right? Looks at a live model: its autograd graph, its values, its gradients."""
