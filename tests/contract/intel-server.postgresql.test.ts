/** Runs where WAYMARK_TEST_DATABASE_URL names a server on which databases may be made; says "not run" elsewhere. */
import { afterAll, describe, test } from 'vitest';
import { postgresqlUrl, testDatabases } from '../fixtures/postgresql.ts';
import { intelServerSuite } from './intel-server.ts';

if (postgresqlUrl === '') {
  describe('intel server on PostgreSQL', () => {
    test.skip('not run: set WAYMARK_TEST_DATABASE_URL to a PostgreSQL server', () => {});
  });
} else {
  const databases = testDatabases();
  afterAll(() => databases.drop());
  intelServerSuite('PostgreSQL', () => databases.create());
}
