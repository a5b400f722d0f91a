"""What the doctor finds: about the machine, and about each account. It changes nothing."""
