"""One repository per aggregate. They speak in plain values; tables and SQL stay inside."""
