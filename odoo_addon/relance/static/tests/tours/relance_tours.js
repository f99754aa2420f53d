/** What a collector does on a Monday, in a real browser. The customer and what it owes are the test's. */
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const { DateTime } = luxon;
const tours = registry.category("web_tour.tours");

const openTheFile = [
    {
        content: "Open the account file",
        trigger: ".o_data_row td[name=partner_id]:contains(Bolt & Nuts)",
        run: "click",
    },
    {
        content: "It says what is decided, and why",
        trigger: ".o_form_view .o_field_widget[name=why]:contains(days late)",
    },
];

tours.add("relance_worklist", {
    steps: () => [
        {
            content: "Who is the highest risk?",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            trigger: ".o_filter_menu .o_menu_item:contains(Highest Risk)",
            run: "click",
        },
        {
            content: "Nobody of a bad grade is late",
            trigger: ".o_list_view:not(:has(.o_data_row)) .o_searchview_facet:contains(Highest Risk)",
        },
        {
            content: "Back to everybody who is late",
            trigger: ".o_searchview_facet:contains(Highest Risk) .o_facet_remove",
            run: "click",
        },
        {
            trigger: ".o_list_view:has(.o_data_row) .o_searchview_facet:contains(Overdue)",
        },
        {
            content: "Take one customer out of the list",
            trigger: ".o_data_row:contains(Bolt & Nuts) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_control_panel button[name=action_pause_many]",
            run: "click",
        },
        {
            content: "Until next week",
            trigger: ".modal .o_field_widget[name=until] input",
            run: `edit ${DateTime.now().plus({ days: 7 }).toFormat("MM/dd/yyyy")}`,
        },
        {
            trigger: ".modal button[name=action_pause]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "The board by stage",
            trigger: ".o_switch_view.o_kanban",
            run: "click",
        },
        {
            trigger: ".o_kanban_group:contains(Preventive)",
        },
        {
            trigger: ".o_kanban_record:contains(Bolt & Nuts)",
            run: "click",
        },
        {
            content: "The reminders pause",
            trigger: ".o_form_view .o_field_widget[name=why]:contains(paused)",
        },
    ],
});

tours.add("relance_promise", {
    steps: () => [
        ...openTheFile,
        ...stepUtils.statusbarButtonsSteps("Promise", "The customer promises to pay"),
        {
            content: "By Friday",
            trigger: ".modal .o_field_widget[name=due] input",
            run: `edit ${DateTime.now().plus({ days: 5 }).toFormat("MM/dd/yyyy")}`,
        },
        {
            trigger: ".modal .o_form_button_save, .modal footer button:contains(Record)",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "It is assessed anew at once",
            trigger: ".o_form_view .o_field_widget[name=why]:contains(promised)",
        },
        {
            trigger: ".o_notebook .nav-link:contains(Agreements)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=promise_ids] .o_data_row",
        },
    ],
});

tours.add("relance_sync_now", {
    steps: () => [
        {
            content: "What would be written?",
            trigger: ".o_menu_sections :contains(What Would Happen):last",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row:contains(Bolt & Nuts):contains(Warn on orders)",
        },
        {
            trigger: ".modal footer button:contains(Close)",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "Then for real",
            trigger: ".o_menu_sections :contains(Sync Now):last",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(1 accounts assessed)",
        },
        {
            trigger: ".o_data_row:contains(Bolt & Nuts):contains(Warning)",
        },
    ],
});

tours.add("relance_dashboard", {
    steps: () => [
        {
            content: "Measure for the first time",
            trigger: ".o_control_panel button[name=action_measure]",
            run: "click",
        },
        {
            content: "Who pays late is seen at a glance",
            trigger: ".o_kanban_record:contains(Recovery rate):contains(Off target) canvas",
        },
        {
            content: "Open the accounts behind a figure",
            trigger: ".o_kanban_record:contains(Overdue share)",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Bolt & Nuts)",
        },
    ],
});

tours.add("relance_policy", {
    steps: () => [
        {
            content: "A policy that ships is a beginning",
            trigger: ".o_data_row td[name=name]:contains(Standard)",
            run: "click",
        },
        ...stepUtils.statusbarButtonsSteps("Duplicate to Change It", "Make it ours"),
        {
            content: "Name it",
            trigger: ".o_form_view .o_field_widget[name=name] input:value(copy)",
            run: "edit Wholesale",
        },
        {
            content: "What holds orders",
            trigger: ".nav-link[name=holds]",
            run: "click",
        },
        {
            content: "The first amount that holds orders",
            trigger: ".o_field_widget[name=trigger_ids] .o_data_row:first td[name=days]",
            run: "click",
        },
        {
            content: "Wait a little longer",
            trigger: ".o_field_widget[name=trigger_ids] td[name=days] input",
            run: "edit 47",
        },
        ...stepUtils.saveForm(),
        {
            content: "The same as the command line reads it",
            trigger: ".nav-link[name=text]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=text]:contains(47)",
        },
    ],
});
