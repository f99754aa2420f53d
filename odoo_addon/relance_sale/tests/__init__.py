from . import test_change
from . import test_confirmation
from . import test_delivery
from . import test_orders
from . import test_portal
from . import test_stories
from . import test_tours
from . import test_outside
