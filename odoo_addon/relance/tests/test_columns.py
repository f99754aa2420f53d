from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestColumns(TransactionCase):
    def test_odoos_own_records_are_made_while_our_fields_are_not_known(self):
        # When Odoo loads a module, those that build on it are not loaded, but their columns are there.
        self.env.cr.execute(
            """
            SELECT table_name, column_name FROM information_schema.columns
            WHERE column_name LIKE 'relance%' AND table_name NOT LIKE 'relance%'
              AND is_nullable = 'NO' AND column_default IS NULL
              AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')
              AND table_name NOT LIKE '%\\_rel'
            """
        )
        self.assertEqual(self.env.cr.fetchall(), [])
