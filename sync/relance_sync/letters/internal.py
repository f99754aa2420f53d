"""Texts for colleagues: the note that explains a decision, and the tasks that follow from it."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from relance_sync.letters.charges import charge_note
from relance_sync.letters.items import credit_lines, item_lines
from relance_sync.ports import Line, Text
from relance_sync.rules.account import Account
from relance_sync.rules.agreements import Promise
from relance_sync.rules.charges import Charges
from relance_sync.rules.decisions import Alert, Assessment, CloseTask, Decision, Hold, Remind, Risk
from relance_sync.rules.explain import describe, explain, format_day, format_money, headline, supported, word
from relance_sync.rules.exposure import exposure
from relance_sync.rules.money import Money
from relance_sync.rules.reasons import Code, because
from relance_sync.rules.score import Grade

_WORDS = {
    "en": {
        "state": "Stage: {stage}. Risk: {risk}. Exposure: {exposure}. Credit limit: {limit}.",
        "rated": "{grade} ({points} points)",
        "unrated": "unrated",
        "no_limit": "none",
        "grade": "Risk grade: {grade}",
        "promise_over": "The promise to pay by {due} no longer stands.",
        "propose": "Confirm or refuse the hold on orders",
        "order": "Order on hold: {number}",
        "order_what": "Do not confirm this order before the hold on {customer} is released.",
        "confirm_how": "To confirm, a named person runs “relance hold confirm”; otherwise nothing is held.",
        "confirm_there": "To confirm, a credit manager presses “Confirm the Hold” in the customer's account "
        "file; otherwise nothing is held.",
        "alert": "{customer}: {what}",
        "do_promise_broken": "Call the customer: ask what happened, and agree on a new day or none.",
        "do_plan_broken": "Call the customer: agree on a new plan or none. Chasing has resumed.",
        "do_settlement_broken": "Tell the customer that the whole debt is due. Chasing has resumed.",
        "do_settlement_kept": "Write off what is left by a credit note; this task is then closed by itself.",
        "do_worse_grade": "Look at the credit limit and the terms of payment of this customer.",
        "do_good_payer_late": "Call the customer before the next reminder does: something may be wrong.",
        "do_limitation_near": "Decide now what becomes of the claim, before it can no longer be enforced.",
        "do_limitation_passed": "Ask a lawyer before you do anything more about this claim.",
    },
    "fr": {
        "state": "Niveau : {stage}. Risque : {risk}. Encours : {exposure}. Plafond : {limit}.",
        "rated": "{grade} ({points} points)",
        "unrated": "non noté",
        "no_limit": "aucun",
        "grade": "Note de risque : {grade}",
        "promise_over": "La promesse de régler au {due} ne tient plus.",
        "propose": "Confirmer ou refuser le blocage des commandes",
        "order": "Commande bloquée : {number}",
        "order_what": "Ne pas confirmer cette commande avant le déblocage de {customer}.",
        "confirm_how": "Pour confirmer, une personne nommée lance « relance hold confirm » ; "
        "sinon rien n'est bloqué.",
        "confirm_there": "Pour confirmer, un responsable crédit clique sur « Confirmer le blocage » dans le "
        "compte client ; sinon rien n'est bloqué.",
        "alert": "{customer} : {what}",
        "do_promise_broken": "Appelez le client : demandez ce qui s'est passé et convenez d'une nouvelle "
        "date, ou d'aucune.",
        "do_plan_broken": "Appelez le client : convenez d'un nouvel échéancier, ou d'aucun. Les relances ont "
        "repris.",
        "do_settlement_broken": "Dites au client que toute la dette est exigible. Les relances ont repris.",
        "do_settlement_kept": "Soldez le reste par un avoir ; cette tâche est alors close d'elle-même.",
        "do_worse_grade": "Revoyez le plafond et les conditions de règlement de ce client.",
        "do_good_payer_late": "Appelez le client avant la prochaine relance : il a peut-être un problème.",
        "do_limitation_near": "Décidez maintenant du sort de cette créance, avant sa prescription.",
        "do_limitation_passed": "Consultez un avocat avant toute autre démarche sur cette créance.",
    },
}


def note_text(
    decision: Decision,
    account: Account,
    assessment: Assessment,
    language: str,
    charges: Charges | None = None,
) -> Text:
    """Explain a decision in the customer's file, with the figures it rests on and a reminder's charges."""
    today = assessment.today
    words = _WORDS[supported(language)]
    limit = account.customer.credit_limit
    exposed = exposure(account, today).amount
    ceiling = words["no_limit"]
    if limit is not None:
        ceiling = format_money(Money(amount=limit, currency=account.company.currency), language)
    state = words["state"].format(
        stage=word(assessment.stage, language),
        risk=_risk(assessment.risk, language),
        exposure=format_money(exposed, language),
        limit=ceiling,
    )
    sentences = [explain(reason, today, language) for reason in decision.reasons]
    if isinstance(decision, Hold):
        sentences += [explain(reason, today, language) for reason in decision.release]
    lines: tuple[Line, ...] = ()
    if isinstance(decision, Alert):
        lines = item_lines(account, decision.items)
    if isinstance(decision, Remind):
        lines = item_lines(account, decision.items) + credit_lines(account, decision.currency)
        sentences += charge_note(charges, today, language)
    return Text(
        title=headline(decision, language), paragraphs=tuple(sentences), lines=lines, closing=(state,)
    )


def _risk(risk: Risk, language: str) -> str:
    """Name the grade with its points: a grade alone says too little."""
    words = _WORDS[supported(language)]
    if risk.rating is None or risk.rating.points is None:
        return words["unrated"]
    points = risk.rating.points.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return words["rated"].format(grade=risk.grade, points=points)


def alert_text(alert: Alert, account: Account, today: date, language: str) -> Text:
    """Say to a colleague what has happened, and what to do about it."""
    words = _WORDS[supported(language)]
    return Text(
        title=words["alert"].format(customer=account.customer.name, what=headline(alert, language)),
        paragraphs=tuple(explain(reason, today, language) for reason in alert.reasons),
        lines=item_lines(account, alert.items),
        closing=(words[f"do_{alert.kind}"],),
    )


def hold_text(hold: Hold, today: date, language: str, *, button: bool = False) -> Text:
    """Say that orders are held (or a warning is given), why, and how it ends.

    Args:
        hold: The hold, in force or proposed.
        today: Day in the company's zone.
        language: `en` or `fr`; anything else gives English.
        button: Whether a proposed one is confirmed by a button of the platform, else by a command.
    """
    sentences = [explain(reason, today, language) for reason in (*hold.reasons, *hold.release)]
    if not hold.proposal:
        return Text(title=headline(hold, language), paragraphs=tuple(sentences))
    words = _WORDS[supported(language)]
    how = words["confirm_there" if button else "confirm_how"]
    return Text(title=words["propose"], paragraphs=tuple(sentences), closing=(how,))


def order_text(hold: Hold, account: Account, number: str, today: date, language: str) -> Text:
    """Say on an order that it must wait, and why."""
    words = _WORDS[supported(language)]
    return Text(
        title=words["order"].format(number=number),
        paragraphs=(
            words["order_what"].format(customer=account.customer.name),
            *hold_text(hold, today, language).paragraphs,
        ),
    )


def grade_text(grade: Grade, language: str) -> Text:
    """Say a customer's grade."""
    return Text(title=_WORDS[supported(language)]["grade"].format(grade=grade))


def promise_text(promise: Promise, today: date, language: str, *, over: bool) -> Text:
    """Say on an invoice that its payment is promised, or no longer."""
    if over:
        due = format_day(promise.due, supported(language))
        return Text(title=_WORDS[supported(language)]["promise_over"].format(due=due))
    return Text(title=explain(because(Code.PROMISED, due=promise.due), today, language))


def close_text(decision: Decision, today: date, language: str) -> Text:
    """Say why a task of ours is closed; that it is closed says the platform."""
    if isinstance(decision, CloseTask):
        return Text(title=" ".join(explain(each, today, language) for each in decision.reasons))
    return Text(title=describe(decision, today, language))
