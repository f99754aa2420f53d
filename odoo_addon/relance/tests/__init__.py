from . import test_account
from . import test_account_file
from . import test_agreed_amounts
from . import test_agreements
from . import test_inside
from . import test_news
from . import test_rights
from . import test_worklist
