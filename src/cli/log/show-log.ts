/**
 * `waymark log show`: the entries of a case, or of everything done in one workspace, refusals included. CLI process.
 * Always: that the log was read is on disk before a line of it is printed.
 */
import type { AuditEntry } from '../../core/audit/entry.ts';
import { describeEntry } from '../../evidence/describe-entry.ts';
import { ACTION_WORDS } from '../../evidence/words.ts';
import { auditEntriesAfter, listCases } from '../../workspace/index.ts';
import { count, type Output, plural } from '../output.ts';
import { NotChecked, type OpenLog } from './open-log.ts';
import { type EntryFilter, selector } from './select-entries.ts';

const PAGE = 1000;

/** @param asked `log`: `case:<id>`, or null for everything of this workspace, the device's own log included */
export function showLog(
  opened: OpenLog,
  asked: { log: string | null; filter: EntryFilter; limit: number | null },
  output: Output,
): void {
  const { workspace } = opened;
  const { log } = asked;
  opened.note('log-read', log ?? 'device', { ...asked.filter, limit: asked.limit });
  const wanted = selector(asked.filter);
  const entries: AuditEntry[] = [];
  let held = 0;
  for (const entry of entriesOf(opened)) {
    if (log !== null && entry.log !== log) continue;
    held += 1;
    if (wanted(entry)) entries.push(entry);
  }
  const shown = asked.limit === null ? entries : entries.slice(-asked.limit);
  const names = new Map(listCases(workspace.read).map(({ id, name }) => [`case:${id}`, name]));
  let last = '';
  for (const entry of shown) {
    const name = names.get(entry.log) ?? (entry.log === 'device' ? 'This workstation' : entry.log);
    if (name !== last) output.line(printable(name));
    last = name;
    output.line(lineOf(entry));
  }
  const left = entries.length - shown.length;
  output.line(
    `${plural(shown.length, 'entry', 'entries')} of ${count(held)}${left > 0 ? `; ${count(left)} earlier ones fit too, see --limit` : ''}. This reading is the last of them.`,
  );
  output.result({ entries: shown, held, earlier: left });
}

/** In the order of writing. */
export function* entriesOf({ workspace }: OpenLog): Generator<AuditEntry, void, void> {
  for (let after = 0; ; ) {
    const page = auditEntriesAfter(workspace.read, after, PAGE);
    yield* page;
    after = page.at(-1)?.deviceSeq ?? 0;
    if (page.length < PAGE) return;
  }
}

/** `   12  2026-11-22T08:00:00Z  Find          HOV528 · 12 Sep 2026 to now → Refused: no-authority (NZ-FIND-1 v2)` */
function lineOf(entry: AuditEntry): string {
  const { asked, outcome } = describeEntry(entry);
  const words = (phrases: typeof asked): string => printable(phrases.map(({ text }) => text).join(''));
  const time = `${new Date(entry.timeMs).toISOString().slice(0, 19)}Z`;
  const said = words(asked);
  const action = ACTION_WORDS[entry.action].padEnd(16);
  return `${String(entry.seq).padStart(6)}  ${time}  ${action}  ${said}${said === '' ? '' : ' → '}${words(outcome)}`;
}

/** What was typed once must not steer a terminal now: control characters are shown, not obeyed. */
const printable = (text: string): string =>
  text.replace(/\p{C}/gu, (found) => `\\u{${found.codePointAt(0)?.toString(16) ?? ''}}`);

/** The log of a case, by its name or id. Throws NotChecked. */
export function logOfCase({ workspace }: OpenLog, name: string): string {
  const cases = listCases(workspace.read);
  const found = cases.filter((record) => record.name === name || record.id === name);
  if (found.length === 1 && found[0] !== undefined) return `case:${found[0].id}`;
  if (found.length > 1)
    throw new NotChecked('not-found', `${count(found.length)} cases are called "${name}".`, {
      tip: `Name one by its id: ${found.map(({ id }) => id).join(', ')}.`,
    });
  throw new NotChecked('not-found', `There is no case "${name}" in this workspace.`, {
    tip: cases.length === 0 ? 'It holds no case yet.' : `It holds: ${cases.map((record) => record.name).join(', ')}.`,
  });
}
