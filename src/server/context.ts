/** What every part of the server is given, and what is known of one call. Types only. */
import type { PolicyEvaluator } from '../core/authority/policy-evaluator.ts';
import type { Space, User } from '../core/model/domain.ts';
import type { Identity } from './identity.ts';
import type { Store } from './store/open-store.ts';
import type { ChainKey } from './tables/audit-log.ts';

export type ServerParts = {
  readonly store: Store;
  readonly identity: Identity;
  readonly space: Space;
  /** UTC epoch ms. */
  readonly clock: () => number;
  readonly version: string;
  readonly log: (message: string) => void;
  /** The second opinion beneath the rules. */
  readonly policies: PolicyEvaluator;
  /** Somebody outside who cosigns checkpoints; null: none was named. */
  readonly witness: AuditWitness | null;
};

export type AuditWitness = {
  /** Verifier key (vkey). */
  readonly verifierKey: string;
  /** Asks for a cosignature on the newest checkpoint of a log and keeps it. Never throws: one that is away is logged. */
  readonly cosign: (chain: ChainKey) => Promise<void>;
};

/** One HTTP call before it is known who makes it. */
export type Call = {
  readonly method: string;
  /** Path with query. */
  readonly url: string;
  readonly body: Uint8Array;
  readonly header: (name: string) => string | null;
  /** Address of the caller: wrong one-time codes are counted by it. */
  readonly from: string;
};

export type Caller =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'provider' }
  /** A proven workstation on which nobody is signed in yet. */
  | { readonly kind: 'device'; readonly deviceId: string }
  | { readonly kind: 'session'; readonly deviceId: string; readonly user: User };
