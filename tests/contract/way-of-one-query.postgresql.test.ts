/** Runs where WAYMARK_TEST_DATABASE_URL names a server on which databases may be made; says "not run" elsewhere. */
import { afterAll, describe, test } from 'vitest';
import { postgresqlUrl, testDatabases } from '../fixtures/postgresql.ts';
import { wayOfOneQuerySuite } from './way-of-one-query.ts';

if (postgresqlUrl === '') {
  describe('the way of one query on PostgreSQL', () => {
    test.skip('not run: set WAYMARK_TEST_DATABASE_URL to a PostgreSQL server', () => {});
  });
} else {
  const databases = testDatabases();
  afterAll(() => databases.drop());
  wayOfOneQuerySuite('PostgreSQL', () => databases.create());
}
