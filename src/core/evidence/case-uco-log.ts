/**
 * What was asked and looked at, from the log of the case, in CASE/UCO. Runs anywhere, pure. One investigative action an
 * intent (with its result) or event; what was asked stays in the log itself, which is attached: the description names its
 * entry and hash, so that nothing is said twice that could differ.
 */
import type { AuditAction, AuditEntry } from '../audit/entry.ts';
import { dateTime, kbId, node, refTo, relationNode, type UcoNode } from './case-uco-nodes.ts';
import { authorizationId, personId } from './case-uco-people.ts';
import type { PackInput } from './pack-input.ts';

/** Judgements stand with their reads; what is no investigative act of this case is left to the log. */
const told: Readonly<Partial<Record<AuditAction, string>>> = {
  find: 'Find a plate',
  'look-alikes': 'Look for plates that read alike',
  journey: 'Follow a vehicle',
  pattern: 'Find a pattern of movement',
  convoy: 'Find vehicles that travel together',
  colocation: 'Find vehicles at the same places',
  'all-convoys': 'Find every pair that travels together',
  view: 'Open the record of a read',
  image: 'Open the image of a read',
  'exhibit-add': 'Add an exhibit',
  'exhibit-remove': 'Take an exhibit out',
  'pack-export': 'Export an evidence pack',
};

const statuses: Readonly<Record<AuditEntry['outcome'], string>> = {
  pending: 'Unknown',
  ran: 'Success',
  recorded: 'Complete/Finish',
  refused: 'Fail',
  failed: 'Error',
  cancelled: 'Fail',
};

const actionId = ({ hash }: AuditEntry): string => kbId('action', hash);

export type LogNodes = {
  nodes: UcoNode[];
  /** Actions on this read, up to but without this entry. */
  informedBy(detectionId: string, beforeSeq: number): string[];
};

export function logNodes({ log, authorities }: PackInput, toolId: string): LogNodes {
  const begun = log.filter(({ action, phase }) => phase !== 'result' && told[action] !== undefined);
  const results = new Map(log.flatMap((entry) => (entry.of === null ? [] : [[entry.of, entry] as const])));
  const known = new Set(authorities.map(({ id }) => id));
  const under = Map.groupBy(
    begun.filter(({ authority }) => authority !== null && known.has(authority.id)),
    ({ authority }) => authority?.id ?? '',
  );
  const onRead = Map.groupBy(begun, ({ details }) => String(details.detectionId ?? ''));
  return {
    nodes: [
      ...begun.map((entry) => actionNode(entry, results.get(entry.seq) ?? null, toolId)),
      ...[...under].map(([id, entries]) => relationNode('Performed_Under', entries.map(actionId), authorizationId(id))),
    ],
    informedBy: (detectionId, beforeSeq) =>
      (onRead.get(detectionId) ?? [])
        .filter(({ seq, action }) => seq < beforeSeq && (action === 'view' || action === 'image'))
        .map(actionId),
  };
}

function actionNode(entry: AuditEntry, result: AuditEntry | null, toolId: string): UcoNode {
  const { action, actor, timeMs, seq, hash, outcome, phase } = entry;
  const ended = phase === 'event' ? entry : result;
  return node(actionId(entry), 'investigation:InvestigativeAction', {
    'uco-core:name': told[action] ?? action,
    'uco-core:description': [
      `Log entry ${seq}, SHA-256 ${hash}`,
      ...(result === null ? [] : [`Answered in log entry ${result.seq}, SHA-256 ${result.hash}`]),
      ...((ended?.outcome ?? outcome) === 'refused' ? ['Refused; nothing was released'] : []),
    ],
    'uco-action:actionStatus': statuses[ended?.outcome ?? outcome],
    'uco-action:performer': actor === null ? null : refTo(personId(actor)),
    'uco-action:instrument': [refTo(toolId)],
    'uco-action:startTime': dateTime(timeMs),
    'uco-action:endTime': ended === null ? null : dateTime(Math.max(ended.timeMs, timeMs)),
  });
}
