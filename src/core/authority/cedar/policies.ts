/**
 * The Cedar policies, by id. Text. Runs anywhere. They say who may do what, when and under what, from bare facts; the
 * shape of numbers, words, windows and counts is the engine's. A permit says what is needed, each forbid one thing that
 * nothing makes good. Spec: docs/spec/authority.md (AR28).
 * Optional attributes are asked for with \`has\` first: a condition that fails to evaluate forbids nothing by itself, which
 * is why an answer with any error is a denial.
 */
const USES =
  'action in [Waymark::Action::"find", Waymark::Action::"look", Waymark::Action::"track", Waymark::Action::"recover"]';
const ASKS = 'action in [Waymark::Action::"find", Waymark::Action::"track", Waymark::Action::"recover"]';

export const policies: Readonly<Record<string, string>> = {
  'find-under-authority': `
    permit (principal is Waymark::User, action == Waymark::Action::"find", resource is Waymark::Authority)
    when { resource.owner == principal && context.kind.carrying.contains("find") };`,

  'declare-for-a-purpose': `
    permit (principal is Waymark::User, action == Waymark::Action::"declare", resource is Waymark::Matter)
    when { context.purposes.contains(context.purpose) };`,

  'judge-by-the-image-seen': `
    permit (principal is Waymark::User, action == Waymark::Action::"confirm", resource is Waymark::Read)
    when { context.basis == "image" && resource.imageHeld && resource.imageOpened };`,

  'judge-on-a-ground': `
    permit (principal is Waymark::User, action == Waymark::Action::"confirm", resource is Waymark::Read)
    when { context.basis == "no-image" && !resource.imageHeld && context has ground };`,

  'look-at-what-was-brought': `
    permit (principal is Waymark::User, action == Waymark::Action::"look", resource is Waymark::Authority)
    when { resource.owner == principal && context.brought };`,

  'track-under-authority': `
    permit (principal is Waymark::User, action == Waymark::Action::"track", resource is Waymark::Authority)
    when {
      resource.owner == principal &&
      context.kind.carrying.contains("track") &&
      context.trackingRoles.contains(principal.role)
    };`,

  'recover-what-was-stolen': `
    permit (principal is Waymark::User, action == Waymark::Action::"recover", resource is Waymark::Authority)
    when {
      resource.owner == principal &&
      context.kind.carrying.contains("recover-stolen") &&
      context.trackingRoles.contains(principal.role) &&
      context.flagged
    };`,

  'submit-own': `
    permit (principal is Waymark::User, action == Waymark::Action::"submit", resource is Waymark::Authority)
    when {
      resource.owner == principal &&
      !context.kind.carrying.isEmpty() &&
      (!context.tracks || context.trackingRoles.contains(principal.role))
    };`,

  'approve-for-somebody-else': `
    permit (principal is Waymark::User, action == Waymark::Action::"approve", resource is Waymark::Authority)
    when {
      context.kind.needsApproval &&
      context.kind.approverRoles.contains(principal.role) &&
      context.kind.approverMinRank <= principal.rank
    };`,

  'flag-on-complaint': `
    permit (principal is Waymark::User, action == Waymark::Action::"flagStolen", resource is Waymark::Vehicle)
    when {
      context.complaint != "" &&
      context.complainant != "" &&
      context has stolenMs && context.stolenMs <= context.nowMs
    };`,

  'share-under-law': `
    permit (principal is Waymark::User, action == Waymark::Action::"share", resource is Waymark::Agency)
    when { context.instruments.containsAny(context.permitting) };`,

  'role-asks-nothing': `
    forbid (principal, action, resource)
    when { context.barredRoles.contains(principal.role) };`,

  'not-of-another': `
    forbid (principal, ${USES}, resource)
    unless { resource.owner == principal && resource.caseId == context.caseId };`,

  'not-withdrawn': `
    forbid (principal, ${USES}, resource)
    when { resource.withdrawn || resource.rejected };`,

  'in-its-time': `
    forbid (principal, ${USES}, resource)
    unless { resource.fromMs <= context.nowMs && context.nowMs < resource.toMs && context.nowMs < resource.endsMs };`,

  'in-the-lease': `
    forbid (principal, ${USES}, resource)
    unless { context has leaseUntilMs && context.nowMs < context.leaseUntilMs };`,

  'approved-by-a-second': `
    forbid (principal, ${USES}, resource)
    when { context.kind.needsApproval }
    unless {
      resource.approval == "approved" &&
      resource has approver &&
      resource.approver != resource.owner &&
      context.kind.approverRoles.contains(resource.approver.role) &&
      context.kind.approverMinRank <= resource.approver.rank
    };`,

  'on-paper': `
    forbid (principal, ${USES}, resource)
    when { context.kind.needsPaper && resource.documents < 1 };`,

  'submitted-on-paper': `
    forbid (principal, action == Waymark::Action::"submit", resource)
    when { context.kind.needsPaper && resource.documents < 1 };`,

  'nothing-to-submit': `
    forbid (principal, action == Waymark::Action::"submit", resource)
    when { resource.withdrawn || resource.rejected };`,

  'within-its-plates': `
    forbid (principal, ${ASKS}, resource)
    when { !resource.plates.isEmpty() }
    unless { context has plate && resource.plates.contains(context.plate) };`,

  'not-ones-own-vehicle': `
    forbid (principal, ${ASKS}, resource)
    when { context.asked.containsAny(context.barredVehicles) };`,

  'only-what-was-brought': `
    forbid (principal, action in [Waymark::Action::"find", Waymark::Action::"look"], resource)
    unless { context.brought };`,

  'only-what-was-looked-at': `
    forbid (principal, action == Waymark::Action::"confirm", resource)
    unless { resource.viewed };`,

  'typed-is-the-plate': `
    forbid (principal, action == Waymark::Action::"confirm", resource)
    when { context.basis == "image" && context.outcome == "confirmed" }
    unless { context has typed && context has plate && context.typed == context.plate };`,

  'setter-does-not-track': `
    forbid (principal, action == Waymark::Action::"recover", resource)
    when { context.flagSetters.contains(principal) };`,

  'not-started-anew': `
    forbid (
      principal,
      action in [Waymark::Action::"track", Waymark::Action::"submit"],
      resource
    )
    when { context.kind.onceOnly && context.spent.containsAny(resource.claims) };`,

  'not-ones-own-request': `
    forbid (principal, action == Waymark::Action::"approve", resource)
    when { resource.owner == principal };`,

  'decided-once': `
    forbid (principal, action == Waymark::Action::"approve", resource)
    when { ["approved", "refused"].contains(resource.approval) };`,

  'flagged-once': `
    forbid (principal, action == Waymark::Action::"flagStolen", resource)
    when { resource.flagged };`,

  'no-flag-to-follow': `
    forbid (principal, action == Waymark::Action::"flagStolen", resource)
    when { context has lastFollowedMs && context.nowMs - context.lastFollowedMs < context.conflictMs };`,

  'statutes-agree': `
    forbid (principal, action == Waymark::Action::"share", resource)
    unless { context.conflicting.isEmpty() };`,

  'belief-of-whom-it-must': `
    forbid (principal, action == Waymark::Action::"share", resource)
    when { context.instruments.containsAny(context.onBelief) }
    unless { context has beliefOf && context.beliefOf == context.beliefBy };`,
};
