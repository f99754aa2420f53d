/** An order of a held customer: refused, released by a manager, confirmed. */
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const tours = registry.category("web_tour.tours");

const seeTheBanner = {
    content: "The banner says that orders are held, and why",
    trigger: ".alert-danger:contains(Orders of this customer are held):contains(days late)",
};

tours.add("relance_sale_refused", {
    steps: () => [
        seeTheBanner,
        ...stepUtils.statusbarButtonsSteps("Confirm", "Try it all the same"),
        {
            content: "It is refused, with the reason",
            trigger: ".modal:contains(orders of Bolt & Nuts are held):contains(days late)",
        },
        {
            trigger: ".modal button:contains(Close), .modal button:contains(Ok)",
            run: "click",
        },
        {
            content: "A salesperson cannot release it",
            trigger: ".alert-danger:not(:has(button[name=action_relance_release]))",
        },
    ],
});

tours.add("relance_sale_released", {
    steps: () => [
        seeTheBanner,
        {
            trigger: ".alert-danger button[name=action_relance_release]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit The bank confirmed the transfer",
        },
        {
            trigger: ".modal button[name=action_release]",
            run: "click",
        },
        {
            content: "The release is written on the order",
            trigger: ".o-mail-Message:contains(The bank confirmed the transfer)",
        },
        {
            trigger: ".o_form_view:not(:has(.alert-danger:contains(are held)))",
        },
        ...stepUtils.statusbarButtonsSteps("Confirm", "Now it goes on"),
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Sales Order)",
        },
    ],
});
