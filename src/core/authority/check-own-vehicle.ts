/** Whether a question may be for a vehicle of the asker's own or of their household. Runs anywhere, pure. */
import type { Findings } from './findings.ts';
import { type RuleBook, ruleInForce } from './rule-book.ts';

/** A plate is compared by its keyed hash: nobody's own vehicle has to be known in clear. */
export type VehicleInterest = {
  asked: readonly string[];
  /** `allowed`: the interest was declared, and somebody else decided that the vehicle may be asked for all the same. */
  held: readonly { mac: string; relation: string; allowed: boolean }[];
};

/** One's own vehicle, and that of one's household (NZ-OWN-1). */
export function checkOwnVehicle(findings: Findings, vehicle: VehicleInterest, book: RuleBook, nowMs: number): void {
  const rule = ruleInForce(book.rules.ownVehicle, nowMs);
  const met = vehicle.held.filter(({ mac }) => vehicle.asked.includes(mac));
  if (met.some(({ allowed }) => !allowed)) {
    findings.against(
      rule,
      'own-vehicle',
      'query',
      'This may be a vehicle of your own or of your household.',
      'Leave it to a colleague, or declare the interest and say why it must be asked for: a senior decides.',
    );
  } else if (met.length > 0) findings.fine(rule, 'Own vehicle: the interest is declared and a senior allowed it');
}
