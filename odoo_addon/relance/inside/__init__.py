"""Between Odoo and Relance's packages: plain Python, no models. The rules are in `relance_sync.rules`."""
