/**
 * An intel server in a process of its own, to be killed. Prints one JSON line when it is ready; used by
 * server-journal.test.ts only. Arguments: data folder, `journal` or `no-journal`.
 */
import { startIntelServer } from '../../src/server/index.ts';

const [dataDir, journal] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('which folder?');
const server = await startIntelServer({ dataDir, space: 'training', withoutJournal: journal === 'no-journal' });
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ url: server.url, ingestKey: server.adminSecrets.ingestKey })}\n`);
