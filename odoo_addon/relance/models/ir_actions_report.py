"""Letters and statements on a server whose PDF program draws no heads and feet of pages.

The wkhtmltopdf of most distributions leaves them out, and a formal notice without its sender is worth
nothing: there the company's head and foot stand in the letter itself, on its first page and below its text,
and everything is where it is on other servers. Other documents stay as Odoo makes them.
"""

import lxml.html

from odoo import models

from odoo.addons.base.models.ir_actions_report import _wkhtml

_OURS = ("relance.letter", "relance.statement")
_MILLIMETRES_ABOVE = 8
# That program prints everything smaller than it is: a millimetre is one again with this.
_ZOOM = "zoom: 1.3"
_DIVS = "//div[contains(concat(' ', normalize-space(@class), ' '), ' %s ')]"


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _prepare_html(self, html, report_model=False):
        if self.report_name in _OURS and not _wkhtml().is_patched_qt:
            html = with_head_and_foot(html, self.get_paperformat().margin_top)
        return super()._prepare_html(html, report_model=report_model)


def with_head_and_foot(html: str | bytes, margin: float) -> str:
    """Leave the head and foot of each document where its layout has them, instead of cutting them out.

    Odoo cuts out `div` elements by their class. As `section` they look the same, and all documents become
    one, each on a new page: the program that draws no heads also makes no PDF of several.

    Args:
        html: The documents, as Odoo rendered them.
        margin: What the paper leaves above the text for the head, in millimetres: the address is below it.
    """
    root = lxml.html.fromstring(html, parser=lxml.html.HTMLParser(encoding="utf-8"))
    head = f"min-height: {max(margin - _MILLIMETRES_ABOVE, 0)}mm"
    for number, each in enumerate(_as_sections(root, "header")):
        _style(each, f"{head}; page-break-before: always" if number else head)
    _as_sections(root, "article")
    for each in _as_sections(root, "footer"):
        _style(each, "margin-top: 2em")
    # The numbers of pages are filled in where feet are drawn.
    for each in root.xpath("//section//span[@class='page']"):
        each.getparent().drop_tree()
    (main,) = root.xpath("//main")
    whole = lxml.html.Element("div", {"class": "article", "style": _ZOOM})
    whole.extend(list(main))
    main.append(whole)
    root.set("data-report-margin-top", str(_MILLIMETRES_ABOVE))
    root.set("data-report-margin-bottom", "15")
    return lxml.html.tostring(root, encoding="unicode")


def _as_sections(root, kind: str) -> list:
    found = root.xpath(_DIVS % kind)
    for each in found:
        each.tag = "section"
    return found


def _style(element, added: str) -> None:
    element.set("style", "; ".join(each for each in (element.get("style"), added) if each))
