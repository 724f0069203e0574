"""What more than one floor needs of the operating system, and no library gives."""
