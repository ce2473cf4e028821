"""The dealer's inbox, the threads in which both sides write, and the texts of mails."""
