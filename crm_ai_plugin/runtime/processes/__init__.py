"""Running the product: workers, the scheduler, the supervisor, everything embedded in one tree."""
