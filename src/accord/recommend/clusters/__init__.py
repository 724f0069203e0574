"""Groups that sound alike, of a library and of what somebody hears, with names that are true of them."""
