"""What any script may use: paths, processes, waiting. It imports no other scripts."""
