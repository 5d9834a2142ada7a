"""The arithmetic and the sentences of delegation: plain values in, plain values out."""
