/**
 * May this vehicle be followed by a live alert? Runs anywhere, pure. Asked when the alert is set, and again before each
 * read it raises: it dies with its authority.
 */
import type { AuthorityRecord, User } from '../model/domain.ts';
import { foldPlate } from '../plate/plate-text.ts';
import { checkLease, checkRole, checkStanding } from './check-authority.ts';
import { checkApproval, checkContents, checkKind, checkScope } from './check-kind.ts';
import { checkOwnVehicle, type VehicleInterest } from './check-own-vehicle.ts';
import { checkMayTrack, checkRestart } from './decide-approval.ts';
import type { Decision } from './decision.ts';
import { createFindings, type Findings } from './findings.ts';
import { type RuleBook, ruleInForce } from './rule-book.ts';
import { nzRuleBook } from './rules/nz.ts';

/** A vehicle reported stolen, as the register holds it. */
export type StolenVehicle = {
  plate: string;
  complaint: string;
  setBy: Pick<User, 'id'>;
  setMs: number;
  recoveredMs: number | null;
};

export type TrackQuestion = {
  user: User;
  caseId: string;
  /** null: none was given. */
  authority: AuthorityRecord | null;
  /** One whole plate; as typed. */
  plate: string;
  /** UTC ms, the lease clock. */
  nowMs: number;
  leaseUntilMs: number | null;
  /** The stolen records of this plate. */
  stolen: readonly StolenVehicle[];
  /** Authorities known, of whomever: what may not be had again is compared with them. */
  earlier: readonly AuthorityRecord[];
  vehicle?: VehicleInterest;
  book?: RuleBook;
};

/** `window` of the answer is always null: an alert sees what comes. */
export function decideTrack(question: TrackQuestion): Decision {
  const { user, authority, nowMs, book = nzRuleBook } = question;
  const findings = createFindings();
  checkRole(findings, user, book, nowMs);
  checkMayTrack(findings, user, book, nowMs);
  const folded = foldPlate(question.plate);
  if (!folded.ok) {
    findings.against(
      ruleInForce(book.rules.track, nowMs),
      'bad-plate',
      'plates',
      'An alert is for one whole plate.',
      'Type the whole plate, without ? and *.',
    );
  }
  if (authority === null) {
    findings.against(
      ruleInForce(book.rules.track, nowMs),
      'no-authority',
      'authority',
      'No authority was given for this alert.',
      'Get a surveillance device warrant, a production order, or the emergency power where it applies.',
    );
  } else {
    const recovering = authority.kind === 'stolen-report';
    checkKind(findings, authority, recovering ? 'recover-stolen' : 'track', book, nowMs);
    checkStanding(findings, authority, question, book, nowMs);
    checkContents(findings, authority, book, nowMs);
    checkApproval(findings, authority, book, nowMs);
    checkRestart(findings, authority, question.earlier, book, nowMs);
    if (folded.ok) {
      const reach = { plate: folded.plate, area: authority.scope.area, devices: authority.scope.devices };
      checkScope(findings, authority, reach, book, nowMs);
    }
    if (recovering) checkStolen(findings, question, folded.ok ? folded.plate : null, authority, book);
  }
  checkLease(findings, question.leaseUntilMs, book, nowMs);
  if (question.vehicle !== undefined) checkOwnVehicle(findings, question.vehicle, book, nowMs);
  return findings.decide(null);
}

/** The record is there, of this complaint, not recovered, and somebody else set it (NZ-FLAG-1). */
function checkStolen(
  findings: Findings,
  { user, stolen, nowMs }: TrackQuestion,
  plate: string | null,
  authority: AuthorityRecord,
  book: RuleBook,
): void {
  const rule = ruleInForce(book.rules.stolen, nowMs);
  const flags = stolen.filter((flag) => flag.plate === plate && flag.complaint === authority.number);
  if (flags.length === 0) {
    findings.against(
      rule,
      'not-reported-stolen',
      'number',
      'No stolen record of this plate names this complaint.',
      'Have the theft recorded by whoever took the complaint. To follow a vehicle that was not stolen, get a warrant.',
    );
    return;
  }
  if (flags.some((flag) => flag.setBy.id === user.id)) {
    findings.against(
      rule,
      'flag-setter-tracks',
      'authority',
      'You set the stolen flag of this vehicle; who sets it does not track.',
      'Have a colleague look for the vehicle.',
    );
  }
  if (flags.every((flag) => flag.recoveredMs !== null && flag.recoveredMs <= nowMs)) {
    findings.against(
      rule,
      'recovered',
      'authority',
      'The vehicle has been recovered.',
      'Nothing is left to look for. To follow it, get a warrant.',
    );
  } else findings.fine(rule, 'Reported stolen, not recovered');
}
