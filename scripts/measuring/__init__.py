"""What the benchmarks share: speech sets, systems to compare, scores."""
