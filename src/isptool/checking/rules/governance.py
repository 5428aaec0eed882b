"""GOV: the life of a document: reviews, start and end, terms of leaving, publication, consultation.

Who signs is in `signing`; GOV-16, about waivers, is decided where waivers are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from isptool.checking.answers import agreed_parts, own_parts, value_of, written_at
from isptool.checking.bodies import listed, parties
from isptool.checking.life import cycle, end, is_in_force, later, next_review, starts, working_days
from isptool.checking.rule import EVERY_DOCUMENT, At, Rule, rule
from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.model.answer import Answer
from isptool.model.fields import Period, show_date
from isptool.model.terms import Consultation
from isptool.settling.settled import Settled

_REVIEW = "ICO Data Sharing Code of Practice, When should we review a data sharing arrangement"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _kind(doc: Settled) -> str:
    return "protocol" if doc.is_protocol else "agreement"


# ── reviews ──────────────────────────────────────────────────────────────────────────────────────────


@rule(
    "GOV-01",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Set the day of the next review: {why}.",
    fix="Add `next:` under `review:`, such as {likely}.",
    cites=(_REVIEW, "ICO Accountability Framework"),
    serves=("Q10", "PQ3"),
    profiles=EVERY_DOCUMENT,
    speaks_for=("review",),
)
def no_review_date(doc: Settled, at: At) -> Iterator[Hit]:
    """There is a day by which the document is reviewed next, and it is still to come when the text is signed.

    The law, the partners and the people all change. A day in the diary keeps the text true; “regularly” does not.

    Once a document is in force, a day that has passed is GOV-04's.
    """
    found = next_review(doc, at)
    values = {"likely": show_date(later(at.today, Period(6, "month")))}
    if found is None:
        yield Hit(("review",), {**values, "why": "none is given"}, on_key=True)
    elif found.day < at.today and not is_in_force(at):
        yield Hit(found.path, {**values, "why": f"{show_date(found.day)} has passed"}, file=found.file)


_FIRST = Period(12, "month")
_LONGEST = {"agreement": Period(24, "month"), "protocol": Period(36, "month")}


@rule(
    "GOV-02",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="{what}: that is a long time.",
    fix="Bring it forward; or waive this, saying why it can wait (a stable sharing of low risk).",
    cites=("Lincolnshire Police agreements (after six months, then every year)", _REVIEW),
    serves=("Q10", "PQ3"),
    profiles=EVERY_DOCUMENT,
)
def review_too_far_off(doc: Settled, at: At) -> Iterator[Hit]:
    """The first review is within 12 months, and later ones are at most 24 months apart (for a protocol 36).

    What was agreed on paper meets practice in the first months, and that is when it is cheapest to mend.

    Counted are the months from the last review; before one is recorded, from the start, or else from today.
    """
    limit = _LONGEST[_kind(doc)]
    found = cycle(doc)
    if found is not None and found[0] > limit.amount:
        what = f"Reviews are {found[0]:.0f} months apart, and of an {_kind(doc)} they should be at most {limit}"
        yield Hit(found[1], {"what": what.replace("an protocol", "a protocol")})
    planned = next_review(doc, at)
    if planned is None:
        return
    if at.signed.reviewed is not None:
        base, since, longest = at.signed.reviewed, "the last one", limit
    else:
        base, since, longest = *_beginning(doc, at), _FIRST
    if planned.day > later(base, longest):
        which = "next" if at.signed.reviewed is not None else "first"
        what = f"The {which} review is on {show_date(planned.day)}, more than {longest} after {since}"
        yield Hit(planned.path, {"what": what}, file=planned.file)


def _beginning(doc: Settled, at: At) -> tuple[date, str]:
    """The day from which the first review is counted, and what day that is."""
    if at.signed.since is not None:
        return at.signed.since, "it came into force"
    days = [each.on.day for each in starts(doc, at) if each.on is not None]
    first = min(days, default=at.today)
    return (first, "the start") if first > at.today else (at.today, "today")


@rule(
    "GOV-03",
    Severity.WARNING,
    gate=Gate.IN_FORCE,
    message="The review is due on {date}, {when}.",
    fix="Start it: `isptool review --form {id}` prepares the form.",
    cites=("Wales Accord on the Sharing of Personal Information (told three months ahead)", _REVIEW),
    serves=("Q10", "PQ3"),
    waivable="no",
    profiles=EVERY_DOCUMENT,
)
def review_due_soon(doc: Settled, at: At) -> Iterator[Hit]:
    """A review that is due within 90 days is under way.

    A review that asks every partner takes months; one that starts on its day is late.

    It goes by itself once the review is recorded and sets the next day.
    """
    found = next_review(doc, at)
    if found is not None and at.today <= found.day <= at.today + timedelta(days=90):
        left = (found.day - at.today).days
        when = f"in {_days(left)}" if left else "today"
        yield Hit(found.path, {"date": show_date(found.day), "when": when, "id": doc.document.id}, file=found.file)


@rule(
    "GOV-04",
    Severity.ERROR,
    gate=Gate.IN_FORCE,
    message="The review was due on {date}, {days} ago.",
    fix="Review it now and set the next day (`isptool review --form {id}` prepares the form); or record under "
    "`accepted:` who accepts the risk, and until when.",
    cites=("Essex information sharing framework (an entry is removed three months after it lapsed)", _REVIEW),
    serves=("Q10", "PQ3"),
    profiles=EVERY_DOCUMENT,
    instead_of=("GOV-01",),
)
def review_overdue(doc: Settled, at: At) -> Iterator[Hit]:
    """A document in force has been reviewed by its day.

    Partners, systems and law have changed by then, and nobody has looked whether the sharing is still needed, fair
    and safe.

    The day itself is not late. Where the text says that sharing stops some time after a missed review, that day is
    said too.
    """
    found = next_review(doc, at)
    if found is None or found.day >= at.today:
        return
    late = (at.today - found.day).days
    values = {"date": show_date(found.day), "days": _days(late), "id": doc.document.id}
    yield Hit(found.path, values, note=_lapse(doc, at, found.day), file=found.file)


def _lapse(doc: Settled, at: At, due: date) -> str:
    """What the text itself says of a missed review."""
    for _, part in agreed_parts(doc, "review"):
        after = value_of(part, "lapse-after")
        if isinstance(after, Period):
            day = later(due, after)
            stops = "stops" if day >= at.today else "stopped"
            who = part.fields["lapse-accepted-by"].text
            return (
                f"By its own terms the sharing {stops} on {show_date(day)}, unless {who} agrees otherwise in writing."
            )
    return ""


@rule(
    "GOV-05",
    Severity.ERROR,
    gate=Gate.IN_FORCE,
    message="This {kind} ended on {date}, and nothing records that the sharing stopped.",
    fix="Stop the sharing and record it (`isptool move {id} terminated`); or renew it with a new end; or record under "
    "`accepted:` who accepts the risk, and until when.",
    cites=("ICO Data Sharing Code of Practice, Data sharing agreements (when it ends)",),
    serves=("Q4", "PQ3"),
    profiles=EVERY_DOCUMENT,
)
def end_has_passed(doc: Settled, at: At) -> Iterator[Hit]:
    """A document that has a last day is ended or renewed by then.

    Sharing that goes on after its end goes on under no agreement at all, and that is what auditors find most often.

    The last day itself is still covered.
    """
    last = end(doc)
    if last is not None and last.day < at.today:
        values = {"kind": _kind(doc), "date": show_date(last.day), "id": doc.document.id}
        yield Hit(last.path, values, file=last.file)


# ── terms ────────────────────────────────────────────────────────────────────────────────────────────

_WAYS_OUT = frozenset({"notice-30", "notice-90-protocol", "immediate"})


@rule(
    "GOV-12",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="It is not said {what}.",
    fix="Choose notice-30 (or notice-90-protocol) and return-delete under joining-changing-leaving; or say it in "
    "`termination:` and `data-on-exit:`.",
    cites=("ICO Data Sharing Code of Practice, Data sharing agreements (termination: deletion or return)",),
    serves=("PQ2", "PQ3"),
    profiles=EVERY_DOCUMENT,
    speaks_for=("joining-changing-leaving",),
)
def no_terms_of_leaving(doc: Settled, _at: At) -> Iterator[Hit]:
    """It is agreed how a partner leaves, and what happens then to the data that it has.

    When a partner leaves, its goodwill may be gone: only what was agreed before will be done.

    Own words are taken to say it. What a protocol settles is judged in the protocol.
    """
    for _, part in own_parts(doc, "joining-changing-leaving"):
        if part.own_words:
            continue
        missing = []
        if _WAYS_OUT.isdisjoint(part.keys) and "termination" not in part.fields:
            missing.append("how a partner leaves")
        if "return-delete" not in part.keys and "data-on-exit" not in part.fields:
            missing.append("what happens to the data when a partner leaves")
        if missing:
            path, file = written_at(doc, "joining-changing-leaving", part)
            yield Hit(path, {"what": listed(missing)}, file=file, on_key=True)


_ROUTES = frozenset({"shared-mailbox", "issue-log", "quality-return", "urgent-safety"})
_TELLING = frozenset({"one-page-guide", "team-briefing", "intranet", "public-summary", "easy-read"})


@rule(
    "GOV-13",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="It is not said {what}.",
    fix="Add it to the answer: {mend}.",
    cites=("The ten questions for an agreement, 9 and 10",),
    serves=("Q9", "Q10"),
    profiles=EVERY_DOCUMENT,
    speaks_for=("feedback", "communication"),
)
def no_way_to_report_or_no_plan_to_tell(doc: Settled, _at: At) -> Iterator[Hit]:
    """Those who use the information can report what is wrong with it, and those concerned are told of the sharing.

    Practitioners see first when information is late, wrong or useless; and an agreement nobody has heard of changes
    nothing.

    A survey, or a promise to tell people what was changed, is no way to report; asking users beforehand, or a report
    to a board, tells neither staff nor the public. Own words are taken to say it.
    """
    for _, part in own_parts(doc, "feedback"):
        if not part.own_words and _ROUTES.isdisjoint(part.keys) and "feedback-route" not in part.fields:
            path, file = written_at(doc, "feedback", part)
            mend = "shared-mailbox or issue-log, or the ways in `feedback-route:`"
            yield Hit(
                path, {"what": "how problems are reported", "mend": mend}, file=file, on_key=True, serves=("Q10",)
            )
    for _, part in own_parts(doc, "communication"):
        if not part.own_words and _TELLING.isdisjoint(part.keys) and "communication" not in part.fields:
            path, file = written_at(doc, "communication", part)
            mend = "one-page-guide, team-briefing or public-summary, or a list of whom to tell in `communication:`"
            yield Hit(
                path,
                {"what": "how staff and the public are told", "mend": mend},
                file=file,
                on_key=True,
                serves=("Q9",),
            )


_PUBLISHED = frozenset({"publish-full", "publish-redacted", "summary-only", "not-published"})


@rule(
    "GOV-14",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="It is not said whether this {kind} is published.",
    fix="Under `publish:`, choose publish-full, publish-redacted, summary-only or not-published, the last three with "
    "their reason.",
    cites=("Freedom of Information Act 2000, publication schemes", "ICO Accountability Framework (central log)"),
    serves=("Q9", "PQ3"),
    profiles=EVERY_DOCUMENT,
    speaks_for=("foi-and-publication",),
)
def publication_not_decided(doc: Settled, _at: At) -> Iterator[Hit]:
    """It is said whether the document is published: in full, without some details, as a summary, or not at all.

    Sharing that anybody can read about is sharing that people trust; and what is decided now need not be decided
    under a freedom of information request with days to go.

    A summary alone, and not publishing, name their reason in blanks of their own. Own words are taken to say it.
    """
    block = doc.document.publish
    if isinstance(block, Answer) and (block.in_our_words or _PUBLISHED & set(block.answer)):
        return
    parts = [part for _, part in agreed_parts(doc, "foi-and-publication")]
    if parts and all(not part.own_words and _PUBLISHED.isdisjoint(part.keys) for part in parts):
        path, file = written_at(doc, "foi-and-publication", parts[0])
        yield Hit(path, {"kind": _kind(doc)}, file=file, on_key=True)


# ── consultation ─────────────────────────────────────────────────────────────────────────────────────

_WORKING_DAYS = 10


@rule(
    "GOV-15",
    Severity.INFO,
    gate=Gate.CONSULTATION,
    message="{who} {trouble}.",
    fix="Ask in good time, and ask again: {mend}.",
    cites=("Common experience: sign-off delay is the commonest complaint",),
    serves=("PQ2",),
    profiles=EVERY_DOCUMENT,
)
def too_little_time_to_comment(doc: Settled, at: At) -> Iterator[Hit]:
    """Partners have at least 10 working days to comment, and one that is silent after that is asked again.

    Whoever had too little time, or was never asked twice, finds the trouble at the time of signing.

    Working days are Monday to Friday: bank holidays are not known here. A partner has replied when `replied:` names
    it or a comment is recorded. Without `to:`, all partners were asked.
    """
    for number, each in enumerate(doc.document.consultation):
        if each.deadline is None:
            continue
        if each.sent is not None and each.deadline >= each.sent:
            count = working_days(each.sent, each.deadline)
            if count < _WORKING_DAYS:
                trouble = f"have {_working(count)} to comment, and need at least {_WORKING_DAYS}"
                enough = show_date(later(each.sent, Period(_WORKING_DAYS, "working day")))
                values = {"who": "Partners", "trouble": trouble, "mend": f"give them until {enough} at least"}
                yield Hit(("consultation", number, "deadline"), values)
        if each.deadline < at.today:
            yield from _silent(each, number, each.deadline, doc)


def _working(count: int) -> str:
    return "1 working day" if count == 1 else f"{count} working days"


def _silent(asked: Consultation, number: int, deadline: date, doc: Settled) -> Iterator[Hit]:
    replied = {*asked.replied, *(comment.party for comment in asked.comments)}
    for position, party in enumerate(asked.to or [each.id for each in parties(doc)]):
        if party in replied:
            continue
        facts = doc.parties.get(party)
        siro = facts.partner.contacts.get("siro") if facts is not None and facts.partner is not None else None
        post = f"its {siro.post}" if siro is not None and siro.post else "the post that signs for it"
        name = doc.name(party)
        values = {
            "who": f"{name[:1].upper()}{name[1:]}",
            "trouble": f"has not replied by {show_date(deadline)}",
            "mend": f"go to {post}, and put the day of its reply under `replied:`",
        }
        path: ValuePath = ("consultation", number, "to", position) if asked.to else ("consultation", number, "deadline")
        yield Hit(path, values)


RULES: tuple[Rule, ...] = (
    no_review_date,
    review_too_far_off,
    review_due_soon,
    review_overdue,
    end_has_passed,
    no_terms_of_leaving,
    no_way_to_report_or_no_plan_to_tell,
    publication_not_decided,
    too_little_time_to_comment,
)
