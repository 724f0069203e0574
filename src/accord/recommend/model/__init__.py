"""The model of what is heard together: pure mathematics over integer counts, the same to the last bit anywhere."""
