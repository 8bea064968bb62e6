import { intelServerSuite } from './intel-server.ts';

intelServerSuite('PGlite', async () => null);
