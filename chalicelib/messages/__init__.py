"""The dealer's inbox, and the texts of mails."""
