"""What people do in a part: one module a kind, answers in, results out."""
