"""Archives and whatever else holds files."""
