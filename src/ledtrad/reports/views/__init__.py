"""The pages of reports, by what is done there."""
