/**
 * Vehicles in the register: those that people declared as theirs or of their household, stolen ones, and what one
 * person's workstation is told to decide offline. Own vehicles are kept as keyed hashes, a key for each person: who
 * reads the database learns no plate of anybody.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { ORPCError } from '@orpc/server';
import type { DeclaredInterest } from '../contract/authority-answers.ts';
import type { InterestAnswer, RegisterForOne } from '../contract/register.ts';
import { decideInterestApproval, decideInterestRequest } from '../core/authority/decide-interest.ts';
import type { User } from '../core/model/domain.ts';
import { foldPlate } from '../core/plate/plate-text.ts';
import type { ServerParts } from './context.ts';
import type { Tx } from './store/schema.ts';
import {
  authoritiesOfOwner,
  findInterest,
  findOperation,
  interestRow,
  interestsOf,
  keepRow,
  ownVehicles,
  stolenRecords,
} from './tables/register.ts';

/** Authorities whose statement one workstation is told of, newest first. */
const MAX_STATEMENTS = 1000;

type Parts = Pick<ServerParts, 'store' | 'identity' | 'clock'>;

/** HMAC-SHA-256 of a folded plate under the key of that person, hex. */
export function plateMacOf(parts: Pick<Parts, 'identity'>, userId: string, plate: string): string {
  const key = Buffer.from(parts.identity.vehicleKeyHex(userId), 'hex');
  return createHmac('sha256', key).update(plate, 'utf8').digest('hex');
}

/** Bars a person's queries for a vehicle. One that a senior allowed stays allowed. */
export async function barVehicle(
  parts: Parts,
  tx: Tx,
  vehicle: { userId: string; plate: string; relation: 'own' | 'household'; declaredBy: string },
): Promise<void> {
  const mac = plateMacOf(parts, vehicle.userId, vehicle.plate);
  const id = `${vehicle.userId}:${mac}`;
  const held = await tx.selectFrom('own_vehicles').select('id').where('id', '=', id).executeTakeFirst();
  if (held !== undefined) return;
  await keepRow(parts.store, tx, 'own_vehicles', {
    id,
    user_id: vehicle.userId,
    mac,
    relation: vehicle.relation,
    allowed: false,
    declared_ms: parts.clock(),
    declared_by: vehicle.declaredBy,
  });
}

/** A person declares a vehicle; with a reason, a senior is asked to allow queries for it all the same. */
export async function declareInterest(
  parts: ServerParts,
  actor: User,
  input: { plate: string; relation: 'own' | 'household'; reason: string },
): Promise<InterestAnswer> {
  const folded = foldPlate(input.plate);
  if (!folded.ok) throw badPlate();
  const nowMs = parts.clock();
  const asks = input.reason.trim() !== '';
  const decision = decideInterestRequest({ user: actor, reason: asks ? input.reason : null, nowMs });
  if (decision.outcome === 'refused') return { outcome: 'refused', decision };
  const interest: DeclaredInterest = {
    id: randomUUID(),
    by: actor,
    relation: input.relation,
    // Only a request that somebody has to judge says the plate.
    plate: asks ? folded.plate : '',
    reason: asks ? input.reason.trim() : '',
    state: asks ? 'submitted' : 'barred',
    declaredMs: nowMs,
    decidedBy: null,
    decidedMs: null,
    note: '',
  };
  await parts.store.db.transaction().execute(async (tx) => {
    await barVehicle(parts, tx, {
      userId: actor.id,
      plate: folded.plate,
      relation: input.relation,
      declaredBy: 'self',
    });
    await keepRow(parts.store, tx, 'interests', interestRow(interest));
  });
  return { outcome: 'done', interest };
}

/** Somebody else's word on a request; a refusal stands, a new request may be made. */
export async function decideInterest(
  parts: ServerParts,
  actor: User,
  input: { interestId: string; decision: 'approve' | 'refuse'; note: string },
): Promise<InterestAnswer> {
  const held = await findInterest(parts.store.db, input.interestId);
  if (held === null || held.state === 'barred') throw notFound();
  const nowMs = parts.clock();
  const decision = decideInterestApproval({ approver: actor, interest: held, nowMs });
  if (decision.outcome === 'refused') return { outcome: 'refused', decision };
  const decided: DeclaredInterest = {
    ...held,
    state: input.decision === 'approve' ? 'approved' : 'refused',
    decidedBy: actor,
    decidedMs: nowMs,
    note: input.note,
  };
  await parts.store.db.transaction().execute(async (tx) => {
    const still = await tx
      .selectFrom('interests')
      .select('state')
      .where('id', '=', held.id)
      .forUpdate()
      .executeTakeFirst();
    if (still?.state !== 'submitted') throw conflict('Somebody has decided on this request already.');
    await keepRow(parts.store, tx, 'interests', interestRow(decided));
    const mac = plateMacOf(parts, held.by.id, held.plate);
    const vehicle = await tx
      .selectFrom('own_vehicles')
      .selectAll()
      .where('id', '=', `${held.by.id}:${mac}`)
      .executeTakeFirstOrThrow();
    await keepRow(parts.store, tx, 'own_vehicles', { ...vehicle, allowed: decided.state === 'approved' });
  });
  return { outcome: 'done', interest: decided };
}

/** All of the register that this person's workstation has to know. */
export async function registerFor(parts: ServerParts, actor: User): Promise<RegisterForOne> {
  const { db } = parts.store;
  const asks = actor.role === 'investigator' || actor.role === 'analyst';
  return {
    statements: (await authoritiesOfOwner(db, actor.id, MAX_STATEMENTS)).map(({ statement }) => statement),
    vehicles: {
      keyHex: parts.identity.vehicleKeyHex(actor.id),
      held: (await ownVehicles(db, actor.id)).map(({ mac, relation, allowed }) => ({ mac, relation, allowed })),
    },
    interests: await interestsOf(db, actor.id),
    // Who may make no query has no use for it.
    stolen: asks ? await stolenRecords(db) : [],
    timeMs: parts.clock(),
  };
}

/** Does this operation exist, and does this person work on it? Whoever does not learns only that it exists. */
export async function operationFor(parts: ServerParts, actor: User, name: string) {
  const row = await findOperation(parts.store.db, name);
  if (row === null) return { name, exists: false, assigned: false, owner: null, fromMs: null, toMs: null };
  const assigned = (JSON.parse(row.assigned_to) as string[]).includes(actor.username);
  if (!assigned) return { name: row.name, exists: true, assigned, owner: null, fromMs: null, toMs: null };
  return { name: row.name, exists: true, assigned, owner: row.owner, fromMs: row.from_ms, toMs: row.to_ms };
}

const badPlate = () =>
  new ORPCError('BAD_REQUEST', { status: 400, message: 'This is no whole plate: type it without ? and *.' });
const conflict = (message: string) => new ORPCError('CONFLICT', { status: 409, message });
const notFound = () => new ORPCError('NOT_FOUND', { status: 404, message: 'There is no such request to decide on.' });
