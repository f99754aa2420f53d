"""The rules: pure functions from an account, a policy, a calendar and a day to decisions with reasons.

Standard library only; no clock, no file, no setting is read here, inside Odoo or outside.
"""
