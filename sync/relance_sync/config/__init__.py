"""What people write: the workspace folder, the policy file, where the key is. Errors name file and key.

It opens no database and calls no platform.
"""

from relance_sync.config.policy_file import STANDARD_POLICY, read_policy, read_shipped, standard_policy_text
from relance_sync.config.secrets import Secret, environment_name, find_secret
from relance_sync.config.shipped_policies import ShippedPolicy, policy_text
from relance_sync.config.workspace import CompanySettings, Workspace, read_workspace

__all__ = [
    "STANDARD_POLICY",
    "CompanySettings",
    "Secret",
    "ShippedPolicy",
    "Workspace",
    "environment_name",
    "find_secret",
    "policy_text",
    "read_policy",
    "read_shipped",
    "read_workspace",
    "standard_policy_text",
]
