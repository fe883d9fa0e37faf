"""Compiles, once per file, how its rows become records; then converts rows fast."""

from .row import RowConverter, RowError, compile_rows

__all__ = ["RowConverter", "RowError", "compile_rows"]
