{
    "name": "Relance: Held Orders",
    "summary": "Orders of held customers wait, with the reason, until they are paid or released",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Relance",
    "license": "LGPL-3",
    "depends": ["relance", "sale_management"],
    "data": [
        "security/ir.model.access.csv",
        "wizards/relance_order_release_views.xml",
        "views/sale_order_views.xml",
        "views/sale_portal_templates.xml",
    ],
    "assets": {"web.assets_tests": ["relance_sale/static/tests/tours/**/*"]},
    "auto_install": True,
}
