"""Where values stand on a sheet, and what they say."""
