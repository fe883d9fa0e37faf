"""Text of records: HTML as plain text, and the reference line of what this product wrote."""
