"""From work to an insight: pull, let features measure and decide, store; what people answer; what history teaches."""
