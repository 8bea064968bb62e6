import { wayOfOneQuerySuite } from './way-of-one-query.ts';

wayOfOneQuerySuite('PGlite', async () => null);
