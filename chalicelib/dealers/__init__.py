"""Who the dealers are: companies, grades, regions, users."""
