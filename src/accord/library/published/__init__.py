"""Networks as others publish them: fetched, checked, read without their makers' programs, and written as ONNX."""
