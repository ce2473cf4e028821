"""Who signs in: the maker's staff and the dealers' users, how they are made, changed, and kept out."""
