"""What every feature stands on: no AWS, no HTTP, no feature."""
