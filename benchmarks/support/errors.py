"""Why a benchmark refuses to print a number."""


class BenchmarkError(Exception):
    """What was measured is not what was meant to be measured."""
