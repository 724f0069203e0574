"""Python's start-up hook: imports what leads the program, then the ``sitecustomize`` that it would have had without."""

import importlib.machinery
import importlib.util
import os
import sys


def _chain() -> None:
    """Run the next ``sitecustomize`` of the path in the place of this one."""
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", sys.path)
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


_here = os.path.dirname(os.path.abspath(__file__))
if os.environ.get("ACCORD_STAND_IN", "").isdigit():
    import accord_run_led  # type: ignore[import-not-found]

    accord_run_led.install(int(os.environ["ACCORD_STAND_IN"]))
# The program's own imports find nothing of this folder; its children find it again by PYTHONPATH.
sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != _here]
_chain()
