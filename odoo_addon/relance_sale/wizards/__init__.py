from . import relance_order_release
