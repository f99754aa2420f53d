from . import relance_assign
from . import relance_pause_many
from . import relance_call_result
from . import relance_policy_import
from . import relance_sync
from . import relance_reminder_preview
