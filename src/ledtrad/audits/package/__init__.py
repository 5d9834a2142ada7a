"""The evidence package: what is in it, how it is made, how it is verified. `verifier` needs nothing but Python."""
