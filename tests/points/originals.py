"""What the list of points was before it became data, written out by hand: answers, fields, and who settles what."""

from __future__ import annotations

ANSWERS = {
    "P01": "none-found replaces extends sits-alongside contract-in-place expired-needs-replacing",
    "P02": "under-protocol standalone national-framework statutory-partnership dea-code several-protocols",
    "P03": "safer-people joined-up-service prevent-crime prevent-fraud-debt entitlement plan-services statutory-duty "
    "emergency-readiness",
    "P04": "one-flow two-way meeting-based system-access excludes-ad-hoc excludes-research excludes-processors area-limit",
    "P05": "safeguarding-children safeguarding-adults direct-care domestic-abuse offender-management prevent-detect-crime "
    "asb-case-review homelessness-prevention service-planning no-other-use",
    "P06": "service-users children adults-at-risk family-and-carers victims-and-witnesses suspects-offenders staff deceased "
    "no-individuals",
    "P07": "local-authority nhs-body police fire-ambulance housing-provider charity school-college probation-prison-yot "
    "government-department",
    "P08": "separate joint-hub joint-dataset-separate-use transfers-on-receipt host-is-processor not-applicable",
    "P09": "none named cloud-host shared-service prior-approval same-terms",
    "P10": "spoc-post dpo caldicott duty-desk information-asset-owner deputy",
    "P11": "annual-training dspt-training author-checks manager-decides no-browsing confidentiality-declaration disciplinary",
    "P12": "case-team named-team role-based break-glass bpss nppv dbs-enhanced",
    "P13": "identity contact reference-numbers relationships service-involvement concern-or-event risk-assessment "
    "health-summary offending aggregate-counts",
    "P14": "ordinary special-health special-other criminal-offence sensitive-processing inferred non-personal mixed-document",
    "P15": "each-item-justified flag-only staged banded free-text-excluded free-text-reviewed full-record-exception",
    "P16": "identifiable pseudonymised anonymised aggregate-suppressed depersonalised-geography no-reidentification",
    "P17": "nhs-number upn name-dob-address uprn manual-check unmatched-returned match-is-a-lead",
    "P18": "ogl internal-use commercially-confidential ip-stays derived-data no-warranty",
    "P19": "express-duty express-power implied-power common-law-policing private-body request-with-compulsion restricted",
    "P20": "6-1-e-public-task 6-1-c-legal-obligation 6-1-ea-recognised 6-1-f-legitimate-interests 6-1-d-vital 6-1-a-consent "
    "6-1-b-contract",
    "P21": "9-2-g-spi 9-2-h-health-care 9-2-i-public-health 9-2-b-employment-social-protection 9-2-c-vital 9-2-f-claims "
    "9-2-j-research 9-2-a-explicit-consent",
    "P22": "para-6-statutory para-18-safeguarding para-10-unlawful-acts para-2-health-social-care para-1-social-protection "
    "para-3-public-health para-14-fraud para-17-counselling apd-published",
    "P23": "official-authority part-2-via-36 para-6 para-18 para-33-claims para-30-vital para-29-consent",
    "P24": "not-engaged ca-to-ca ca-to-non-ca non-ca-to-ca sch8-1 sch8-4 sch8-2",
    "P25": "not-confidential implied-consent-direct-care explicit-consent public-interest statute s251 court-order "
    "best-interests",
    "P26": "less-intrusive-rejected targeted serious-harm clear-and-foreseeable safeguards equality-considered",
    "P27": "same-purpose closely-linked annex-2 law-authorises fresh-consent part-3-to-other",
    "P28": "joint-dpia each-own lead-dpia-adopted screened-out prior-consultation in-progress not-needed-non-personal",
    "P29": "notices-updated joint-notice at-first-contact layered article-14-month not-told-prejudice child-friendly",
    "P30": "none decision-support matching-only significant-decision no-ai-training ai-assessed",
    "P31": "real-time daily weekly monthly quarterly annually per-event per-meeting once",
    "P32": "automatic written-form secure-mailbox urgent-phone decision-log refusal-reasons public-task-request",
    "P33": "secure-email encrypted-email-portal cjsm sftp api mesh secure-portal shared-workspace direct-system-access "
    "in-person encrypted-media-exception post-exception never",
    "P34": "official-sensitive official csv-schema fhir form pdf-readonly national-return",
    "P35": "iso-27001 cyber-essentials-plus cyber-essentials dspt-standards-met police-assured case-system separate-area "
    "paper-locked",
    "P36": "none adequacy idta addendum public-body-instrument exception part-3-chapter-5",
    "P37": "not-without-consent-of-supplier law-requires safeguarding-exception named-recipients not-into-evidence "
    "aggregate-ok",
    "P38": "checked-before source-of-truth corrections-5-days fact-opinion data-subject-categories sample-audit dated",
    "P39": "purpose-then-delete recipient-schedule child-social-care adult-social-care police-pirm match-files-30-days "
    "unmatched-5-days certificate legal-hold",
    "P40": "receiver-handles consult-source single-front-door tell-recipients serious-harm-test part-3-rights "
    "objection-route national-data-opt-out",
    "P41": "s164a-process forward-5-days lead-investigates ico-escalation lessons",
    "P42": "publish-full publish-redacted summary-only not-published foi-receiver non-foi-partners in-register",
    "P43": "immediately-24h next-working-day controller-reports joint-lead-reports dspt-report joint-investigation "
    "near-miss suspend",
    "P44": "escalate not-binding binding own-liability mutual-indemnity suspend-for-breach",
    "P45": "shared-mailbox issue-log quality-return practitioner-survey urgent-safety you-said-we-did",
    "P46": "one-page-guide team-briefing intranet public-summary engage-people members-board easy-read",
    "P47": "after-all-sign fixed-date each-on-signing open-ended fixed-term pilot preconditions",
    "P48": "six-then-annual annual two-yearly three-yearly-protocol early-triggers lead-reviews lapse-stops measures",
    "P49": "accession minor-major notice-30 notice-90-protocol immediate return-delete successor",
    "P50": "ceo-protocol siro caldicott-guardian director superintendent headteacher-partner trustee-ceo dpo-advises "
    "electronic",
}
"""The likely answers of each point, by key."""

DROPPED = {("P43", "next-working-day")}
"""Answers that a later review of the rules dropped: it cannot be reconciled with 72 hours."""

NEVER = ("P33", "never")
"""What is no transfer method but a prohibition, and so is data of another kind."""

SETTLED = {
    "protocol-fixed": "P36 P37 P40 P41 P42 P43 P44 P49 P50",
    "protocol-default": "P07 P08 P09 P11 P18 P29 P32 P33 P34 P35 P38 P45 P48",
    "agreement": "P01 P02 P03 P04 P05 P06 P10 P12 P13 P14 P15 P16 P17 P19 P20 P21 P22 P23 P24 P25 P26 P27 P28 P30 P31 P39 "
    "P46 P47",
}
"""Nine, thirteen and twenty-eight: who settles each point, by the first half of a point with two."""

SERVES = {
    "Q1": "P01",
    "Q2": "P02",
    "Q3": "P03 P05 P26",
    "Q4": "P04 P06 P07 P31 P47",
    "Q5": "P08 P10 P11 P12 P32 P50",
    "Q6": "P05 P06 P13 P14 P15 P16 P17 P18 P27 P30 P37",
    "Q7": "P08 P09 P14 P15 P16 P19 P20 P21 P22 P23 P24 P25 P26 P27 P28 P29 P30 P32 P36 P40",
    "Q8": "P09 P12 P18 P28 P31 P33 P34 P35 P36 P37 P39 P43",
    "Q9": "P10 P29 P40 P41 P42 P43 P46",
    "Q10": "P17 P34 P38 P41 P44 P45 P48",
    "PQ1": "P01 P02 P03",
    "PQ2": "P07 P49 P50",
    "PQ3": "P42 P44 P47 P48 P49",
}
"""The points that serve each question."""

NOT_FOR_EVERY_KIND = {
    "PSCL": "P06 P08 P09 P12 P15 P17 P26 P27 P28 P29 P30 P32 P36 P40 P41",
    "PSC": "P20",
    "S": "P21",
    "SC": "P22",
    "C": "P23",
    "L": "P24",
    "N": "P18",
}
"""The kinds of data of each point that does not apply to all five: personal, special category, criminal offence,
law enforcement, non-personal."""

CELL = "the cell says it"
KEY = "the answer says it"

FIELDS: dict[str, dict[str, str]] = {
    "P01": {
        "related_documents.title": "model Related.document",
        "related_documents.reference": "model Related.reference",
        "related_documents.kind": "model Related.kind",
        "related_documents.status": "model Related.status",
        "related_documents.relation": "model Related.relation",
    },
    "P02": {"protocol.id": "model Agreement.under", "protocol.version": "field protocol-version",
            "strategic_links": "model Agreement.supports"},
    "P03": {"need": "field need", "benefits.who": "field benefits.who", "benefits.what": "field benefits.what",
            "benefits.measure": "field benefits.measure", "risk_of_not_sharing": "field risk-of-not-sharing",
            "alternatives_considered": "field alternatives-considered"},
    "P04": {"scope.in": "field includes", "scope.out": "field leaves-out", "geography": "model Agreement.area",
            "cohort_start": "field cohort-start", "services": "field services"},
    "P05": {"purposes.text": "model Purpose.aim", "purposes.used_by": "model Purpose.used_by",
            "purposes.not_for": "model Purpose.not_for"},
    "P06": {"data_subjects.group": "model People.what", "data_subjects.count_band": "model People.number",
            "data_subjects.children": "model People.children", "data_subjects.at_risk": "model People.at_risk"},
    "P07": {"partners.legal_name": "model Partner.name", "partners.kind": "model Partner.kind",
            "partners.public_authority": "model Partner.public_authority",
            "partners.competent_authority": "model Partner.competent_authority",
            "partners.jurisdiction": "model Partner.nations",
            "partners.ico_registration": "model Partner.ico_registration", "partners.dspt_status": "model Partner.dspt"},
    "P08": {"relationship": KEY, "joint_arrangement.contact_point": "field joint-contact-point",
            "joint_arrangement.rights": "field joint-rights",
            "joint_arrangement.privacy_notice": "field joint-privacy-notice",
            "joint_arrangement.breach": "field joint-breach", "joint_arrangement.dpia": "field joint-dpia",
            "joint_arrangement.essence_published_at": "field essence-at"},
    "P09": {"processors.name": "model Other.name", "processors.acting_for": "model Other.acts_for",
            "processors.contract_ref": "model Other.contract", "processors.location": "model Other.location",
            "processors.sub_processors": "model Other.sub_processors"},
    "P10": {"contacts.partner": CELL, "contacts.role": "model Party.contacts", "contacts.post_title": "model Contact.post",
            "contacts.shared_mailbox": "model Contact.mailbox", "contacts.phone": "model Contact.phone",
            "contacts.out_of_hours": "model Contact.out_of_hours"},
    "P11": {"responsibilities.role": "field responsibilities.role", "responsibilities.must": "field responsibilities.must",
            "responsibilities.must_not": "field responsibilities.must-not", "training.content": "field training-content",
            "training.frequency": "field training-every", "training.evidence": "field training-evidence"},
    "P12": {"access.partner": "field access.party", "access.role": "field access.role", "access.level": "field access.level",
            "access.vetting": "field access.vetting"},
    "P13": {"data_items.name": "model DataItem.what", "data_items.source_system": "model DataItem.source",
            "data_items.from": "model Flow.from_", "data_items.to": "model Flow.to",
            "data_items.category": "model DataItem.category", "data_items.purposes": "model DataItem.needed_for",
            "data_items.mandatory": "model DataItem.optional", "data_items.justification": "model DataItem.needed_for"},
    "P14": {"data_items.category": "model DataItem.category"},
    "P15": {"minimisation_statement": "field minimisation-statement", "free_text.allowed": "model DataItem.free_text",
            "free_text.guidance": "field free-text-guidance", "free_text.review": "model DataItem.checked_by"},
    "P16": {"identifiability": KEY, "technique": "field technique", "key_holder": "field key-holder",
            "small_number_rule": "field suppressed-below"},
    "P17": {"match_keys": "field match-keys", "match_rule": "field match-rule",
            "unmatched_action": "field unmatched-action", "false_match_action": "field false-match-action"},
    "P18": {"licence": "field licence", "ip_owner": "field ip-owner", "confidentiality": "field confidentiality",
            "publication": "field publication", "attribution": "field attribution"},
    "P19": {"legal_powers.partner": CELL, "legal_powers.direction": "model LawRow.as_",
            "legal_powers.provision": "model LawRow.power", "legal_powers.kind": KEY,
            "legal_powers.jurisdiction": "model Partner.nations", "restrictions": "model LawRow.restriction"},
    "P20": {"lawful_basis.partner": CELL, "lawful_basis.purpose": CELL, "lawful_basis.article": "model LawRow.article_6",
            "lawful_basis.explanation": "model LawRow.explanation", "lawful_basis.legal_provision": "model LawRow.power"},
    "P21": {"article_9.partner": CELL, "article_9.purpose": CELL, "article_9.condition": "model LawRow.article_9",
            "article_9.explanation": "model LawRow.explanation"},
    "P22": {"schedule_1.partner": CELL, "schedule_1.purpose": CELL, "schedule_1.paragraph": "model LawRow.schedule_1",
            "apd.partner": CELL, "apd.title": "model PolicyDocument.title", "apd.link": "field policy-document",
            "apd.review_date": "field policy-review"},
    "P23": {"article_10.partner": CELL, "article_10.purpose": CELL, "article_10.official_authority": KEY,
            "article_10.schedule_1_paragraph": "model LawRow.schedule_1"},
    "P24": {"part_3.partner": CELL, "part_3.purpose": CELL, "part_3.basis": "model LawRow.part_3",
            "part_3.sensitive": "model DataItem.category", "part_3.schedule_8_paragraph": "model LawRow.schedule_8",
            "part_3.apd": "model LawRow.policy_document", "part_3.regime_of_recipient": "model LawRow.regime"},
    "P25": {"confidence.owed": "field owed", "confidence.basis": KEY, "confidence.evidence": "field evidence",
            "confidence.guardian_view": "field guardian-view"},
    "P26": {"proportionality.aim": "field aim", "proportionality.rational_link": "field rational-link",
            "proportionality.less_intrusive_option": "field less-intrusive-option",
            "proportionality.fair_balance": "field fair-balance", "equality_note": "field equality-note"},
    "P27": {"original_purpose": "model Purpose.collected_for", "new_use": "field new-use", "compatibility.route": KEY,
            "compatibility.explanation": "field explanation"},
    "P28": {"dpia.status": "field status", "dpia.reference": "field reference", "dpia.lead": "field lead",
            "dpia.date": "field date", "dpia.residual_risk": "field residual-risk", "dpia.dpo_advice": "field dpo-advice",
            "dpia.review_date": "field review-date", "dpia.screening_reason": "field screening-reason"},
    "P29": {"privacy_notices.partner": CELL, "privacy_notices.url": "model Partner.privacy_notice",
            "privacy_notices.updated": "model Partner.privacy_notice_updated", "told_when": "field told-when",
            "not_told.exemption": "field exemption", "not_told.decided_by": "field exemption-decided-by"},
    "P30": {"automated.used": KEY, "automated.description": "field description",
            "automated.human_review": "field human-review", "automated.safeguards": "field decision-safeguards",
            "automated.basis": "field decision-basis"},
    "P31": {"flows.from": "model Flow.from_", "flows.to": "model Flow.to", "flows.data_items": "model Flow.data",
            "flows.purpose": "model Flow.purpose", "flows.frequency": "model Flow.when", "flows.volume": "model Flow.volume",
            "flows.timescale": "model Flow.within"},
    "P32": {"trigger": "model Flow.trigger", "request.form": "field request-form",
            "request.must_state": "field request-must-state", "request.response_time": "field answered-within",
            "decision.by": "model Flow.decided_by", "decision.record": "model Flow.record",
            "urgent.route": "field urgent-route", "urgent.follow_up": "field confirmed-within"},
    "P33": {"transfer.method": "model Flow.how", "transfer.standard": "model Flow.standard",
            "transfer.encryption": "model Flow.encryption", "transfer.verification": "model Flow.verification",
            "transfer.fallback": "model Flow.fallback"},
    "P34": {"format": "field format", "schema_ref": "field schema-reference", "marking": "field marking",
            "handling": "field handling"},
    "P35": {"storage.partner": CELL, "storage.system": "field case-system", "storage.location": "field location",
            "storage.standards": "field standards", "storage.encryption_at_rest": "field encryption-at-rest",
            "storage.backup": "field backup"},
    "P36": {"outside_uk.country": "field outside-uk.country", "outside_uk.recipient": "field outside-uk.recipient",
            "outside_uk.mechanism": "field outside-uk.mechanism", "outside_uk.assessment_ref": "field outside-uk.assessment"},
    "P37": {"onward.allowed": KEY, "onward.to": "field onward-to", "onward.conditions": "field onward-conditions",
            "onward.record": "field onward-record"},
    "P38": {"quality.checks_before": "field checks-before", "quality.fact_vs_opinion": "field fact-and-opinion",
            "quality.correction_time": "field corrections-within", "quality.source_of_truth": "field master"},
    "P39": {"retention.partner": CELL, "retention.data": CELL, "retention.trigger": "field counted-from",
            "retention.period": "field period", "retention.authority": "field authority",
            "disposal.method": "field disposal-method", "disposal.evidence": "field disposal-evidence"},
    "P40": {"rights.handled_by": "field handled-by", "rights.notify_partners_within": "field recipients-told-within",
            "rights.consult_before_release": "field source-asked-within",
            "rights.part_3_differences": "field part-3-differences", "opt_outs": "model Agreement.opt_outs"},
    "P41": {"complaints.route": "field route", "complaints.acknowledge_days": "field acknowledged-within",
            "complaints.investigate_by": "field answered-within",
            "complaints.tell_partners_within": "field passed-on-within", "complaints.escalation": "field escalation"},
    "P42": {"publication.status": KEY, "publication.url": "field link", "publication.redactions": "field removed",
            "foi.handled_by": "field handled-by", "foi.consult_within": "field consulted-within",
            "register_ref": "field register-reference"},
    "P43": {"incidents.tell_partners_within": "field tell-partners-within", "incidents.to": "field tell",
            "incidents.ico_report_by": "field ico-report-by", "incidents.tell_individuals_by": "field people-told-by",
            "incidents.health_route": "field health-route"},
    "P44": {"disputes.steps": "field steps", "legal_status": KEY, "indemnity": "field cap"},
    "P45": {"feedback.route": "field feedback-route", "feedback.owner": "field feedback-owner",
            "feedback.response_time": "field replied-within", "feedback.log": "field log-reviewed-at",
            "feedback.reviewed_by": "field reviewed-by"},
    "P46": {"communication.audience": "field communication.audience", "communication.message": "field communication.message",
            "communication.channel": "field communication.channel", "communication.owner": "field communication.owner",
            "communication.by": "field communication.by"},
    "P47": {"start.date": "field starts-on", "start.preconditions": "field preconditions", "end.date": "field ends-on",
            "end.condition": "field event"},
    "P48": {"review.next": "field next", "review.interval_months": "field every", "review.lead": "field lead",
            "review.early_triggers": "field triggers", "review.measures": "field review-questions"},
    "P49": {"joining.instrument": "field joining-instrument", "joining.approval": "field joining-approval",
            "variation": "field variation", "leaving.notice": "field leaving-notice",
            "leaving.data_on_exit": "field data-on-exit", "termination": "field termination"},
    "P50": {"reviews.partner": "model Review.party", "reviews.role": "model Review.role", "reviews.date": "model Review.on",
            "reviews.advice": "model Review.advice", "signatures.partner": CELL, "signatures.name": "field name",
            "signatures.post": "field post", "signatures.authority": "field authority", "signatures.date": "field date",
            "signatures.method": "field method"},
}  # fmt: skip
"""The further facts of each point, and where each is now: a field of the point, or a field of a model."""

FURTHER = {"who-may-sign": "also-signed-by"}
"""Declared fields that stand in no sentence although the list above did not name them."""
