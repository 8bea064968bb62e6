/**
 * `waymark log`: check a query log, and read it. Runs in the CLI process.
 * Exit codes of `verify`: 0 whole, 1 broken, 2 not checked.
 */
import { type Command, Option } from 'commander';
import { numberOf } from '../option-values.ts';
import { createOutput } from '../output.ts';

type VerifyOptions = { user?: string; witnessKey: string[]; json: boolean };
type ShowOptions = {
  user?: string;
  case?: string;
  from?: string;
  to?: string;
  action?: string;
  outcome?: string;
  plate?: string;
  limit?: string;
  json: boolean;
};

export function addLogCommands(program: Command, version: string): void {
  const log = program.command('log').description('check the query log, and read it');
  log
    .command('verify')
    .description('check that a query log is whole. Exits 0 whole, 1 broken, 2 not checked')
    .argument('[where]', 'folder of a workstation', '.waymark/workstation')
    .option('--user <username>', 'whose workspace; its passphrase is asked for or read from WAYMARK_PASSPHRASE')
    .option('--witness-key <key...>', 'a witness that must have cosigned, as name+id+base64', [])
    .option('--json', 'print one JSON object', false)
    .action(async (where: string, options: VerifyOptions) => {
      const output = createOutput(options.json);
      const { tellNotChecked, tellReport } = await import('../log/log-report.ts');
      const { keyOf } = await import('../log/check-note.ts');
      const witnesses = options.witnessKey.map((text) => keyOf(text, '--witness-key'));
      try {
        const { openLog } = await import('../log/open-log.ts');
        const { verifyWorkspace } = await import('../log/verify-workspace.ts');
        const opened = await openLog(where, options.user, version);
        try {
          const report = verifyWorkspace(opened, witnesses, output);
          const codes = [...new Set(report.problems.map(({ code }) => code))];
          opened.note('audit-verify', 'device', { entries: report.entries, ok: codes.length === 0, codes });
          process.exitCode = tellReport(where, report, output);
        } finally {
          await opened.close();
        }
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
    .addOption(new Option('--limit <n>', 'only the last so many'))
    .option('--json', 'print one JSON object', false)
    .action(async (where: string, options: ShowOptions) => {
      const output = createOutput(options.json);
      const { filterOf } = await import('../log/select-entries.ts');
      const filter = filterOf(options);
      const limit = options.limit === undefined ? null : numberOf(options.limit, '--limit');
      const { openLog } = await import('../log/open-log.ts');
      const { showLog } = await import('../log/show-log.ts');
      const opened = await openLog(where, options.user, version);
      try {
        showLog(opened, { caseName: options.case ?? null, filter, limit }, output);
      } finally {
        await opened.close();
      }
    });
}
