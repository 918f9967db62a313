"""The abstract interpreter: follows tensors from where they are made to the loss, without running anything."""
