"""What the benchmarks share: private servers, a load from a process of its own, counts and quantiles."""
