"""The ballot box: seats, keys, encrypted ballots, and the close that shreds them."""
