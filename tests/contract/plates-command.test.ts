/**
 * The guide to `waymark plates` says what the command does: every file and every command of it, in real processes.
 * Costs, likelihoods and odds belong to the model, which may be tuned: they are compared as "a number".
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { runCli } from '../fixtures/run-cli.ts';

const guide = readFileSync(fileURLToPath(new URL('../../docs/guide/plates-command.md', import.meta.url)), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'waymark-guide-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const blocks = [...guide.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)];
for (const [, , name, content = ''] of blocks) if (name !== undefined) writeFileSync(join(folder, name), content);

const commands = blocks
  .filter(([, language]) => language === 'console')
  .map(([, , , content = '']) => {
    const [first = '', ...rest] = content.split('\n');
    return { command: first.replace(/^\$ waymark /, ''), output: rest.join('\n') };
  });

/** Figures of the model, and the spaces that columns of them take. */
const withoutFigures = (text: string): string =>
  text
    .replace(/\d+\.\d+/g, '#')
    .replace(/\d+ %/g, '# %')
    .replace(/"(cost|likelihoods?)":(\[[^\]]*\]|[\d.]+)/g, '"$1":#')
    .replace(/ +/g, ' ')
    .replace(/# \d+ (?=read |candidate )/g, '# # ')
    .trimEnd();

describe('the guide to the plates commands', () => {
  test('has files and commands to check', () => {
    expect(blocks.filter(([, , name]) => name !== undefined)).toHaveLength(4);
    expect(commands.length).toBeGreaterThanOrEqual(6);
  });

  test.each(commands)('waymark $command', async ({ command, output }) => {
    const run = await runCli(command.split(' '), { cwd: folder });
    expect(run.code, run.said).toBe(0);
    expect(withoutFigures(run.stdout)).toBe(withoutFigures(output));
  });
});
