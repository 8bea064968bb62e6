// The auditor's own workstation on the training network, and an investigator's whose queries it reads. Test code.
import type { AuditFilter, AuditVerdict } from '../../src/contract/audit-answers.ts';
import { TRAINING_AUDIT_PASSPHRASE } from '../../src/core/training/index.ts';
import type { OpenSession } from '../../src/services/desk.ts';
import type { ServicesOptions } from '../../src/services/index.ts';
import { openWorkstation, syncNow, type TrainingServer, type Workstation } from '../fixtures/training-server.ts';

export const everything: AuditFilter = {
  tab: 'all',
  fromMs: null,
  toMs: null,
  userId: null,
  action: null,
  outcome: null,
  plate: null,
  caseLog: null,
  text: '',
};

export function sessionOf({ services }: Workstation): OpenSession {
  const { session } = services.context.desk;
  if (session === null) throw new Error('nobody is signed in');
  return session;
}

/** Enrolled and signed in as whom it says; synced. */
export async function deskOf(
  training: TrainingServer,
  username: string,
  options: Partial<ServicesOptions> = {},
): Promise<Workstation> {
  const desk = openWorkstation(training.folder(), options);
  const enrolment = { serverUrl: training.server.url, code: await training.code(), deviceName: `Desk of ${username}` };
  await desk.client.session.enrol(enrolment);
  await desk.client.session.signIn({ username, passphrase: training.passphrase });
  await syncNow(desk);
  return desk;
}

/** The auditor's, with the audit key open. */
export async function auditorDesk(training: TrainingServer): Promise<Workstation> {
  const desk = await deskOf(training, 'a.auditor');
  await desk.client.audit.unlock({ passphrase: TRAINING_AUDIT_PASSPHRASE });
  return desk;
}

export async function verdictOf({ client }: Workstation): Promise<AuditVerdict> {
  for await (const event of await client.audit.verify()) if (event.type === 'verdict') return event.verdict;
  throw new Error('the stream ended without a verdict');
}

export const codesOf = ({ problems }: AuditVerdict): string[] => [...new Set(problems.map(({ code }) => code))].sort();

/** A case with an authority declared for it. */
export async function caseOn({ client }: Workstation, training: TrainingServer, name: string) {
  const { fileNumber: number, purpose, narrative } = training.lesson;
  const { id: caseId } = await client.cases.create({ name, summary: '', fileNumber: null, charges: '' });
  const declared = await client.authority.declare({ caseId, kind: 'file-number', number, purpose, narrative });
  if (declared.outcome !== 'declared') throw new Error('the declaration was refused');
  return { caseId, authorityId: declared.authority.id };
}

export const find = ({ client }: Workstation, at: { caseId: string; authorityId: string | null }, query: string) =>
  client.find.run({ ...at, query, fromMs: null, toMs: null, area: null, cameraIds: null });
