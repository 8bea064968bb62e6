/**
 * Who works in the training network, and with which file numbers. Runs anywhere (pure). Everybody here is invented, and
 * the passphrase is printed in the guide: it protects nothing.
 */
import type { Role } from '../model/domain.ts';

export type TrainingUser = {
  readonly username: string;
  readonly name: string;
  readonly title: string;
  readonly role: Role;
};

export const TRAINING_PASSPHRASE = 'training-passphrase';
/** Opens what is sealed for the auditor of the training network. */
export const TRAINING_AUDIT_PASSPHRASE = 'training-audit-passphrase';

export const trainingUsers: readonly TrainingUser[] = [
  { username: 't.example', name: 'Officer T. Example', title: 'Detective', role: 'investigator' },
  { username: 'r.sample', name: 'Officer R. Sample', title: 'Detective Sergeant', role: 'investigator' },
  { username: 's.inspector', name: 'Inspector S. Sample', title: 'Detective Inspector', role: 'investigator' },
  { username: 'a.auditor', name: 'A. Auditor', title: 'PNHQ auditor', role: 'auditor' },
  { username: 'p.admin', name: 'P. Admin', title: 'System administrator', role: 'admin' },
];

export type TrainingFile = {
  readonly number: string;
  readonly offence: string;
  /** User names it is assigned to. */
  readonly assignedTo: readonly string[];
};
