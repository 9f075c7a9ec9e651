"""What other rooms may use of briefs."""

from shuangying.kernel.briefs.faults import Fault, Faulty
from shuangying.kernel.briefs.findings import Finding, declare_check, listed
from shuangying.kernel.briefs.publishing import corrections, may_publish, may_read, publish, used_in
from shuangying.kernel.briefs.rendering import Rendered, render
from shuangying.kernel.briefs.template_check import check
from shuangying.kernel.briefs.template_files import (
    CHINESE,
    DAILY,
    ENGLISH,
    NoTemplate,
    Template,
    find,
    templates,
    upload,
    withdraw,
)

__all__ = [
    "CHINESE",
    "DAILY",
    "ENGLISH",
    "Fault",
    "Faulty",
    "Finding",
    "NoTemplate",
    "Rendered",
    "Template",
    "check",
    "corrections",
    "declare_check",
    "find",
    "listed",
    "may_publish",
    "may_read",
    "publish",
    "render",
    "templates",
    "upload",
    "used_in",
    "withdraw",
]
