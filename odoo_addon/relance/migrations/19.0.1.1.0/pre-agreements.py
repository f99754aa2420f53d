"""Agreements name who says so; those of before name who recorded them."""

from odoo.tools import SQL, sql

_TABLES = ("relance_promise", "relance_dispute", "relance_pause", "relance_override", "relance_approval")


def migrate(cr, _version):
    """Fill the new column in before Odoo does: it would name the user of the upgrade."""
    for table in _TABLES:
        if sql.column_exists(cr, table, "source"):
            continue
        sql.create_column(cr, table, "source", "varchar")
        cr.execute(
            SQL(
                """UPDATE %s AS told SET source = partner.name
                     FROM res_users AS who JOIN res_partner AS partner ON partner.id = who.partner_id
                    WHERE who.id = told.create_uid""",
                SQL.identifier(table),
            )
        )
