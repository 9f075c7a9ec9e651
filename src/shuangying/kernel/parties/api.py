"""What other rooms may use of parties."""

from shuangying.kernel.parties.merging import is_mergeable, merge, merges_of, unmerge
from shuangying.kernel.parties.other_names import aliases_of, forget_alias, learn_alias

__all__ = ["aliases_of", "forget_alias", "is_mergeable", "learn_alias", "merge", "merges_of", "unmerge"]
