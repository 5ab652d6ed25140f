"""What word processors and spreadsheets wrote."""
