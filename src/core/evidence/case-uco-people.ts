/**
 * Who took part, and under what authority, in CASE/UCO. Runs anywhere, pure. An officer is one person; the title and role
 * held when something was done are roles of their own, as the log has them.
 */
import type { AuthorityRecord, Role, User } from '../model/domain.ts';
import { dateTime, fileNodes, kbId, node, relationNode, type UcoNode } from './case-uco-nodes.ts';
import type { PackDocument, PackInput } from './pack-input.ts';
import { documentFileName } from './pack-names.ts';

/** Under the name held at the time: one who changed it stands twice, and neither name is lost. */
export const personId = ({ id, name }: User): string => kbId('person', id, name);
const roleId = (user: User): string => kbId('role', personId(user), user.title, user.role);
export const authorizationId = (authorityId: string): string => kbId('authorization', authorityId);

const roleTypes: Readonly<Record<Role, string>> = {
  investigator: 'investigation:Investigator',
  analyst: 'investigation:Examiner',
  prosecutor: 'investigation:Attorney',
  admin: 'uco-role:Role',
  auditor: 'uco-role:Role',
};

/** Everybody the pack or its log names, each once. */
export function peopleNodes(input: PackInput): UcoNode[] {
  const users: User[] = [
    input.officer,
    ...input.people.map(({ user }) => user),
    ...input.log.flatMap(({ actor }) => (actor === null ? [] : [actor])),
    ...input.authorities.flatMap(({ declaredBy, approval }) => [declaredBy, ...(approval?.by ? [approval.by] : [])]),
    ...input.exhibits.flatMap(({ exhibit, confirmation }) => [exhibit.addedBy, confirmation.by]),
    ...input.excluded.map(({ confirmation }) => confirmation.by),
  ];
  const people = new Map(users.map((user) => [personId(user), user]));
  const roles = new Map(users.map((user) => [roleId(user), user]));
  return [
    ...[...people.values()].map((user) => node(personId(user), 'uco-identity:Person', { 'uco-core:name': user.name })),
    ...[...roles.values()].flatMap((user) => {
      const id = roleId(user);
      const name = user.title === '' ? user.role : `${user.title} (${user.role})`;
      return [
        node(id, roleTypes[user.role], { 'uco-core:name': name }),
        relationNode('Has_Role', [personId(user)], id),
      ];
    }),
  ];
}

export function authorityNodes(input: PackInput): UcoNode[] {
  return [...input.authorities.map(authorization), ...input.documents.flatMap((paper, at) => paperNodes(paper, at))];
}

function authorization(authority: AuthorityRecord): UcoNode {
  const { id, kind, number, purpose, narrative, declaredBy, fromMs, toMs, issuer, conditions } = authority;
  return node(authorizationId(id), 'investigation:Authorization', {
    'uco-core:name': number === '' ? kind : `${kind} ${number}`,
    'investigation:authorizationType': kind,
    'investigation:authorizationIdentifier': number,
    'uco-core:startTime': dateTime(fromMs),
    'uco-core:endTime': dateTime(toMs),
    'uco-core:createdBy': { '@id': personId(declaredBy) },
    'uco-core:description': [
      `Purpose: ${purpose}. ${narrative}`,
      ...(issuer === '' ? [] : [`Issued by: ${issuer}`]),
      ...(conditions === '' ? [] : [`Conditions: ${conditions}`]),
      `Assignment: ${authority.assignment}`,
    ],
  });
}

function paperNodes(paper: PackDocument, at: number): UcoNode[] {
  const id = kbId('file', 'authority-paper', paper.authorityId, paper.documentId);
  const { bytes, sha256, mime } = paper;
  return [
    ...fileNodes(id, 'uco-observable:File', {
      name: bytes === null ? null : documentFileName(at + 1, paper),
      description: bytes === null ? `${paper.name}: not held by this workstation` : paper.name,
      ...{ sha256, mime, bytes: bytes?.length ?? null },
    }),
    relationNode('Supports', [id], authorizationId(paper.authorityId)),
  ];
}
