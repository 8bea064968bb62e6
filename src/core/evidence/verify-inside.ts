/**
 * What the attachments of a pack must show, once they are those of the manifest: log, receipt, cosignatures, authority of
 * every query, papers, exhibits, what is left out. Runs anywhere. Never imports a writer. Whether the manifest is signed,
 * the caller knows.
 */
import type { AuditEntry } from '../audit/entry.ts';
import type { NoteKey } from '../audit/signed-note.ts';
import type { CertificateNames } from './certificate-names.ts';
import type { PackManifestV2 } from './manifest.ts';
import { CASE_UCO_NAME } from './pack-names.ts';
import type { Found, Inside } from './read-inside.ts';
import type { PackCheckId, PackProblem, PackSummary } from './verdict.ts';
import { findCaseUco } from './verify-case-uco.ts';
import { checkDisclosure } from './verify-disclosure.ts';
import { findLeftOut, findUnconfirmed } from './verify-log.ts';
import { type CheckedLog, checkLogFile, checkReceipt, findKey } from './verify-log-file.ts';
import { checkPapers } from './verify-papers.ts';
import { checkWitnesses, findProof } from './verify-proof.ts';
import { findUnauthorised } from './verify-queries.ts';

type FoundCheck = Found & { id: PackCheckId };

/**
 * @param names whose log and receipts the signing certificate vouches for; null: nobody's
 * @param witnesses keys whose cosignature the reader asks for
 */
export function checkInside(
  inside: Inside,
  names: CertificateNames | null,
  witnesses: readonly NoteKey[] = [],
): { checks: FoundCheck[]; summary: PackSummary } {
  const { manifest } = inside;
  const log = checkLogFile(inside);
  const { shown, entries, checkpoint, found } = log;
  found.problems.push(...findKey(checkpoint, names));
  if (manifest.v === 1) found.problems.push(...findWithheldInVersion1(log));
  else found.problems.push(...findProof(inside, manifest, log, names));
  const refused = shown.known.filter(({ outcome }) => outcome === 'refused').length;
  const unreadable: PackProblem = { code: 'log-broken', message: 'Not checked: the log cannot be read.', where: 'log' };
  const needsLog = (id: PackCheckId, check: (log: AuditEntry[]) => Found): FoundCheck =>
    entries === null ? { id, detail: '', problems: [unreadable] } : { id, ...check(entries) };
  const { exhibits } = manifest;
  const beyond = shown.withheld.size === 0 ? '' : ` Of ${shown.withheld.size} withheld entries this cannot be said.`;
  const described = manifest.v === 1 ? undefined : inside.files.get(CASE_UCO_NAME);
  const stated = new Set(manifest.completeness.unavailable.map(({ what }) => what));
  return {
    checks: [
      { id: 'log', ...found },
      { id: 'receipt', ...checkReceipt(inside, log, names) },
      needsLog('authority', (known) => ({
        detail: `Each had one in force; ${refused === 1 ? '1 entry is a refusal and is' : `${refused} entries are refusals and are`} shown.${beyond}`,
        problems: findUnauthorised(known, shown.withheld),
      })),
      needsLog('exhibits', (known) => ({
        detail: `${exhibits.length} exhibits, each looked at and confirmed by a person first; none that the log shows is left out.${beyond}`,
        problems: [
          ...findUnconfirmed(known, exhibits),
          ...findLeftOut(known, exhibits, stated),
          ...(described === undefined ? [] : findCaseUco(described, manifest)),
        ],
      })),
      ...(manifest.v === 1
        ? beforeVersion2()
        : [
            { id: 'witness' as const, ...checkWitnesses(inside, manifest, log, names, witnesses) },
            needsLog('documents', (known) => checkPapers(inside, manifest, known, names)),
            { id: 'disclosure' as const, ...checkDisclosure(inside, manifest, shown) },
          ]),
    ],
    summary: summaryOf(inside, log, refused),
  };
}

function summaryOf({ manifest, manifestSha256 }: Inside, { shown }: CheckedLog, refused: number): PackSummary {
  return {
    version: manifest.v,
    packId: manifest.packId,
    number: manifest.number,
    space: manifest.space,
    title: manifest.title,
    caseName: manifest.case.name,
    madeMs: manifest.madeMs,
    manifestSha256,
    attachments: manifest.attachments.length,
    exhibits: manifest.exhibits.length,
    logEntries: shown.entries,
    refusedQueries: refused,
    withheldEntries: shown.withheld.size,
    profile: manifest.v === 1 ? null : profileOf(manifest),
  };
}

const profileOf = ({ profile: { id, title } }: PackManifestV2): PackSummary['profile'] => ({ id, title });

/** Version 1 knows no withheld entries: there, one is an entry without the form of one. */
function findWithheldInVersion1({ shown }: CheckedLog): PackProblem[] {
  return [...shown.withheld].map((seq) => ({
    code: 'log-broken',
    message: `Entry ${seq} does not have the form of an entry.`,
    where: `log entry ${seq}`,
  }));
}

/** What packs of version 1 do not bring, said in each check: a reader must not take it for proven. */
function beforeVersion2(): FoundCheck[] {
  const none = (id: PackCheckId, what: string): FoundCheck => ({
    id,
    detail: `Not part of version 1 of the pack: ${what}.`,
    problems: [],
  });
  return [
    none('witness', 'no cosigned head of the log is attached'),
    none('documents', 'papers of authorities are not attached'),
    none('disclosure', 'nothing is withheld from the log, and sections are not listed'),
  ];
}
