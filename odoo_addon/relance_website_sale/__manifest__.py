{
    "name": "Relance: Held Orders in the Web Shop",
    "summary": "The shop's last page says politely that an order needs a confirmation",
    "version": "19.0.1.0.0",
    "category": "Website/Website",
    "author": "Relance",
    "license": "LGPL-3",
    "depends": ["relance_sale", "website_sale"],
    "data": ["views/website_sale_templates.xml"],
    "auto_install": True,
}
