"""One file per revision, ``revision_NNNN.py``, each on top of the one before."""
