"""The trades. They know the kernel and not each other."""
