/**
 * What a pack brings besides log and exhibits: the papers authorities rest on, held against the hashes the log names, the
 * policy under the server's signature, the rules in words, footage. Runs anywhere, pure. Never imports a writer.
 */
import { z } from 'zod';
import type { AuditEntry } from '../audit/entry.ts';
import { ruleRef } from '../authority/decision.ts';
import { space } from '../model/domain.ts';
import { isSignedPolicy, policyDigest } from '../policy/verify-policy.ts';
import type { CertificateNames } from './certificate-names.ts';
import type { PackManifestV2 } from './manifest.ts';
import { POLICY_NAME, RULES_NAME } from './pack-names.ts';
import { type Found, type Inside, parseJson } from './read-inside.ts';
import type { PackProblem, PackProblemCode } from './verdict.ts';

/** @param entries of the log that are shown */
export function checkPapers(
  inside: Inside,
  manifest: PackManifestV2,
  entries: readonly AuditEntry[],
  names: CertificateNames | null,
): Found {
  const problems = [
    ...findPapers(inside, manifest, entries),
    ...findClips(inside, manifest),
    ...findPolicy(inside, manifest, names),
    ...findRules(inside, manifest),
  ];
  const held = manifest.documents.filter(({ attachment }) => attachment !== null).length;
  const policy = manifest.policy === null ? 'no policy was in force' : `policy version ${manifest.policy.version}`;
  const detail = `${held} of ${manifest.documents.length} papers attached, the rest named; ${policy}; ${manifest.rules.length} rules; ${manifest.clips.length} clips.`;
  return { detail, problems };
}

const problem = (code: PackProblemCode, message: string, where: string): PackProblem => ({ code, message, where });

function findPapers({ hashes }: Inside, manifest: PackManifestV2, entries: readonly AuditEntry[]): PackProblem[] {
  const problems: PackProblem[] = [];
  // Both as sets: papers are looked up once each, however many a manifest names.
  const stated = new Set(statedIn(manifest).flatMap((what) => what.match(/[0-9a-f]{64}/g) ?? []));
  const logged = papersOf(entries);
  const shown = new Set(logged.map(({ authorityId, sha256 }) => `${sha256} ${authorityId}`));
  const listed = new Set<string>();
  for (const { authorityId, name, sha256, attachment } of manifest.documents) {
    listed.add(sha256);
    if (!shown.has(`${sha256} ${authorityId}`))
      problems.push(
        problem('document-changed', `The log does not show that "${name}" was attached to this authority.`, name),
      );
    if (attachment === null) {
      if (!stated.has(sha256))
        problems.push(problem('document-missing', `"${name}" is not attached, and nothing says why.`, name));
    } else if (hashes.get(attachment)?.sha256 !== sha256)
      problems.push(problem('document-changed', `"${name}" is not the paper that was attached.`, attachment));
  }
  for (const { sha256, name, seq } of logged)
    if (!listed.has(sha256) && !stated.has(sha256))
      problems.push(
        problem(
          'document-missing',
          `The log shows a paper "${name}" that the pack does not hold or name.`,
          `log entry ${seq}`,
        ),
      );
  return problems;
}

type LoggedPaper = { authorityId: string; sha256: string; name: string; seq: number };

/** Papers attached to authorities and not taken out again, as the log shows. */
function papersOf(entries: readonly AuditEntry[]): LoggedPaper[] {
  const papers = new Map<string, LoggedPaper>();
  for (const { action, outcome, authority, details, seq } of entries) {
    if (outcome !== 'recorded' || authority === null || typeof details.documentId !== 'string') continue;
    const key = `${authority.id} ${details.documentId}`;
    const { sha256, name } = details;
    if (action === 'authority-attach' && typeof sha256 === 'string')
      papers.set(key, { authorityId: authority.id, sha256, name: String(name), seq });
    else if (action === 'authority-detach') papers.delete(key);
  }
  return [...papers.values()];
}

/** Everything the manifest names as not in the pack. */
export const statedIn = ({ completeness, withheld }: PackManifestV2): string[] => [
  ...completeness.unavailable.map(({ what }) => what),
  ...withheld.map(({ what }) => what),
];

function findClips({ hashes }: Inside, { clips }: PackManifestV2): PackProblem[] {
  const numbers = new Set<string>();
  return clips.flatMap(({ number, sha256, attachment, proxyOf }) => {
    const key = `${number} ${proxyOf === null ? 'native' : 'proxy'}`;
    const twice = numbers.has(key);
    numbers.add(key);
    if (!twice && hashes.get(attachment)?.sha256 === sha256) return [];
    return [problem('clip-changed', `Clip ${number} is not the footage the manifest names.`, attachment)];
  });
}

/** What is judged of a policy; its whole body is signed and was read by the workstation. */
const policyBundle = z.object({
  body: z.looseObject({
    version: z.number().int(),
    space,
    serverId: z.string(),
    issuedMs: z.number(),
    expiresMs: z.number(),
    windowMs: z.number(),
    leaseMs: z.number(),
  }),
  publicKey: z.string(),
  signature: z.string(),
});

function findPolicy({ files }: Inside, manifest: PackManifestV2, names: CertificateNames | null): PackProblem[] {
  const wrong = (message: string): PackProblem[] => [problem('policy-wrong', message, POLICY_NAME)];
  const bytes = files.get(POLICY_NAME);
  if (bytes === undefined)
    return manifest.policy === null ? [] : wrong('The policy the manifest names is not attached.');
  const parsed = policyBundle.safeParse(parseJson(bytes));
  if (!parsed.success || manifest.policy === null) return wrong('The policy does not have its form.');
  const { body, publicKey } = parsed.data;
  const known =
    names !== null &&
    publicKey === names.server.publicKey &&
    body.serverId === names.server.id &&
    body.space === manifest.space;
  if (!known || !isSignedPolicy(parsed.data))
    return wrong('The policy is not signed by the server of this workstation.');
  if (body.version !== manifest.policy.version || policyDigest(body) !== manifest.policy.digest)
    return wrong('The policy is not the one the manifest names.');
  return [];
}

function findRules({ files }: Inside, { rules }: PackManifestV2): PackProblem[] {
  const parsed = z.array(ruleRef).safeParse(parseJson(files.get(RULES_NAME)));
  if (!parsed.success) return [problem('policy-wrong', 'The rules in words are not attached.', RULES_NAME)];
  const held = new Set(parsed.data.map(({ id, version }) => `${id} ${version}`));
  return rules
    .filter(({ id, version }) => !held.has(`${id} ${version}`))
    .map(({ id, version }) => problem('policy-wrong', `Rule ${id} v${version} is not there in words.`, RULES_NAME));
}
