"""The world that tests run in: AWS on moto, made from the very resource template, and the real handlers."""
