"""What each worker of `shuangying serve` loads: the application, out of reach of the terminal's Ctrl-C.

A worker that hears Ctrl-C beside its parent, and then the parent's own request to stop, does not stop. In a process group of its own
it hears the parent alone.
"""

import os

from shuangying.site.wsgi import application

__all__ = ["application"]

if hasattr(os, "setpgid"):
    os.setpgid(0, 0)
