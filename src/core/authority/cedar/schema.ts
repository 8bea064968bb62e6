/**
 * The Cedar schema: what the policies may look at. Text, so that it can be read beside them. Runs anywhere.
 * Every request and entity is checked against it; what does not fit is a denial. The profile's numbers and lists come in
 * the context: the policies are the same for every profile.
 */
export const policySchema = `
namespace Waymark {
  entity User = { role: String, rank: Long };

  entity Authority = {
    owner: User,
    caseId: String,
    kind: String,
    fromMs: Long,
    toMs: Long,
    endsMs: Long,
    withdrawn: Bool,
    rejected: Bool,
    approval: String,
    approver?: User,
    documents: Long,
    plates: Set<String>,
    claims: Set<String>,
  };

  entity Vehicle = { flagged: Bool };
  entity Agency;
  entity Matter;
  entity Read = { imageHeld: Bool, viewed: Bool, imageOpened: Bool };

  type Kind = {
    carrying: Set<String>,
    needsApproval: Bool,
    approverRoles: Set<String>,
    approverMinRank: Long,
    needsPaper: Bool,
    onceOnly: Bool,
  };

  type Use = {
    nowMs: Long,
    leaseUntilMs?: Long,
    barredRoles: Set<String>,
    trackingRoles: Set<String>,
    caseId: String,
    kind: Kind,
    plate?: String,
    asked: Set<String>,
    barredVehicles: Set<String>,
    spent: Set<String>,
    brought: Bool,
    flagged: Bool,
    flagSetters: Set<User>,
  };

  action find, look, track, recover appliesTo { principal: User, resource: Authority, context: Use };

  action declare appliesTo {
    principal: User,
    resource: Matter,
    context: { barredRoles: Set<String>, purposes: Set<String>, purpose: String },
  };

  action confirm appliesTo {
    principal: User,
    resource: Read,
    context: {
      barredRoles: Set<String>,
      basis: String,
      outcome: String,
      ground?: String,
      typed?: String,
      plate?: String,
    },
  };

  action submit appliesTo {
    principal: User,
    resource: Authority,
    context: {
      barredRoles: Set<String>,
      trackingRoles: Set<String>,
      tracks: Bool,
      kind: Kind,
      spent: Set<String>,
    },
  };

  action approve appliesTo {
    principal: User,
    resource: Authority,
    context: { barredRoles: Set<String>, kind: Kind },
  };

  action flagStolen appliesTo {
    principal: User,
    resource: Vehicle,
    context: {
      barredRoles: Set<String>,
      nowMs: Long,
      lastFollowedMs?: Long,
      conflictMs: Long,
      complaint: String,
      complainant: String,
      stolenMs?: Long,
    },
  };

  action share appliesTo {
    principal: User,
    resource: Agency,
    context: {
      barredRoles: Set<String>,
      instruments: Set<String>,
      permitting: Set<String>,
      onBelief: Set<String>,
      beliefBy: String,
      beliefOf?: String,
      conflicting: Set<String>,
    },
  };
}
`;
