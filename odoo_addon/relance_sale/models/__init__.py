from . import payment_transaction
from . import relance_turn
from . import sale_order
from . import sale_order_confirmation
from . import sale_order_change
from . import sale_order_outside
