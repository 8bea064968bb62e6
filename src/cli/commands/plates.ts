/**
 * `waymark plates`: the match core on files a person has, outside any case. Runs in the CLI process.
 * It opens no workspace and asks no server, so there is no authority to check and no log: its help says so.
 */
import type { Command } from 'commander';
import { OUTSIDE_A_CASE } from './plates/flags.ts';
import { addPlatesMovement } from './plates/movement-command.ts';
import { addPlatesSearch } from './plates/search-command.ts';

export function addPlatesCommands(program: Command): void {
  const plates = program
    .command('plates')
    .description('match plates and analyse movements in files you hold, outside any case')
    .addHelpText('after', OUTSIDE_A_CASE);
  addPlatesSearch(plates);
  addPlatesMovement(plates);
}
