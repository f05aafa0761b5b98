"""What the organiser keeps: results, shown texts, checksums."""
