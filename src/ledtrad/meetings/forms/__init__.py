"""The forms of meetings, matters and papers, by what they are about."""
