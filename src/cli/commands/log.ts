/**
 * `waymark log`: check a query log, and read it. Runs in the CLI process.
 * Exit codes of `verify`: 0 whole, 1 broken, 2 not checked.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { NoteKey } from '../../core/audit/signed-note.ts';
import type { LogReport } from '../log/log-report.ts';
import type { FileOptions } from '../log/verify-file.ts';
import { numberOf } from '../option-values.ts';
import { CliError, createOutput, type Output } from '../output.ts';

type VerifyOptions = {
  databaseUrl?: string;
  user?: string;
  checkpoint: string[];
  serverKey?: string;
  witnessKey: string[];
  json: boolean;
};
type ShowOptions = {
  user?: string;
  case?: string;
  from?: string;
  to?: string;
  action?: string;
  outcome?: string;
  plate?: string;
  limit?: string;
  out?: string;
  json: boolean;
};

export function addLogCommands(program: Command, version: string): void {
  const log = program.command('log').description('check the query log, and read it');
  log
    .command('verify')
    .description('check that a query log is whole. Exits 0 whole, 1 broken, 2 not checked')
    .argument(
      '[where]',
      'folder of a workstation or of a stopped intel server, or an exported log',
      '.waymark/workstation',
    )
    .option('--database-url <url>', 'of a server: PostgreSQL instead of the embedded database')
    .option('--user <username>', 'whose workspace; its passphrase is asked for or read from WAYMARK_PASSPHRASE')
    .option('--checkpoint <file...>', 'checkpoint notes of an exported log (default: those beside it)', [])
    .option('--server-key <key>', 'intel server that must have cosigned an exported log, as name+id+base64')
    .option('--witness-key <key...>', 'a witness that must have cosigned, as name+id+base64', [])
    .option('--json', 'print one JSON object', false)
    .action(async (where: string, options: VerifyOptions) => {
      const output = createOutput(options.json);
      const { tellNotChecked, tellReport } = await import('../log/log-report.ts');
      const { keyOf } = await import('../log/check-note.ts');
      const witnesses = options.witnessKey.map((text) => keyOf(text, '--witness-key'));
      const serverKey = options.serverKey === undefined ? null : keyOf(options.serverKey, '--server-key');
      try {
        const report = statSync(where, { throwIfNoEntry: false })?.isFile()
          ? await checkFile(where, { checkpoints: options.checkpoint, serverKey, witnesses }, output)
          : existsSync(join(where, 'identity.json'))
            ? await checkServer(where, options.databaseUrl ?? null, witnesses, output)
            : await checkWorkspace(where, options.user, version, witnesses, output);
        process.exitCode = tellReport(where, report, output);
      } catch (error) {
        process.exitCode = tellNotChecked(where, error, output);
      }
    });
  log
    .command('show')
    .description('print the entries of a case, or all of a workspace, refusals included; reading is logged')
    .argument('[where]', 'folder of a workstation', '.waymark/workstation')
    .option('--user <username>', 'whose workspace; its passphrase is asked for or read from WAYMARK_PASSPHRASE')
    .option('--case <name>', 'only this case')
    .option('--from <time>', 'from this day or moment on, e.g. 2026-11-22')
    .option('--to <time>', 'before this day or moment')
    .option('--action <action>', 'only this, e.g. find')
    .option('--outcome <outcome>', 'only this, e.g. refused')
    .option('--plate <plate>', 'only what asked for this plate or looked at it, and what came of it')
    .option('--limit <n>', 'only the last so many')
    .option('--out <file>', 'write it as JSON lines with its checkpoint notes instead, to be checked elsewhere')
    .option('--json', 'print one JSON object', false)
    .action(async (where: string, options: ShowOptions) => {
      const output = createOutput(options.json);
      const { filterOf } = await import('../log/select-entries.ts');
      const filter = filterOf(options);
      const limit = options.limit === undefined ? null : numberOf(options.limit, '--limit');
      const { assertWritable, exportLog } = await import('../log/export-log.ts');
      const path = options.out === undefined ? null : assertWritable(options.out);
      if (path !== null && (limit !== null || Object.values(filter).some((value) => value !== null)))
        throw new CliError('--out writes a log whole: a checkpoint vouches for no choice of entries.', {
          exitCode: 2,
          tip: 'Leave out --from, --to, --action, --outcome, --plate and --limit. --case may stand.',
        });
      const { openLog } = await import('../log/open-log.ts');
      const { logOfCase, showLog } = await import('../log/show-log.ts');
      const opened = await openLog(where, options.user, version);
      try {
        const log = options.case === undefined ? null : logOfCase(opened, options.case);
        if (path === null) showLog(opened, { log, filter, limit }, output);
        else exportLog(opened, log, path, output);
      } finally {
        await opened.close();
      }
    });
}

async function checkFile(path: string, options: FileOptions, output: Output): Promise<LogReport> {
  const { verifyFile } = await import('../log/verify-file.ts');
  return verifyFile(path, options, output);
}

async function checkServer(
  dataDir: string,
  databaseUrl: string | null,
  witnesses: readonly NoteKey[],
  output: Output,
): Promise<LogReport> {
  const { verifyServer } = await import('../log/verify-server.ts');
  return verifyServer(dataDir, databaseUrl, witnesses, output);
}

/** That it was checked, and what came of it, is an entry of the log: on disk before anything is said. */
async function checkWorkspace(
  where: string,
  user: string | undefined,
  version: string,
  witnesses: readonly NoteKey[],
  output: Output,
): Promise<LogReport> {
  const { openLog } = await import('../log/open-log.ts');
  const { verifyWorkspace } = await import('../log/verify-workspace.ts');
  const opened = await openLog(where, user, version);
  try {
    const report = verifyWorkspace(opened, witnesses, output);
    const codes = [...new Set(report.problems.map(({ code }) => code))];
    opened.note('audit-verify', 'device', { entries: report.entries, ok: codes.length === 0, codes });
    return report;
  } finally {
    await opened.close();
  }
}
