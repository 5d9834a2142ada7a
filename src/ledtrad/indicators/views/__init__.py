"""Pages of indicators: the list, the page of one, its targets, and the form that a figure is reported in."""
