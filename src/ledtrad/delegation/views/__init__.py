"""The pages of delegation, one module for each part."""
