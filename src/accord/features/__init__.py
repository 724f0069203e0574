"""One file per feature: its declaration, its constants and one public function of the feature's name."""
