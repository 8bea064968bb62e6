/** Runs where WAYMARK_TEST_DATABASE_URL names a server on which databases may be made; says "not run" elsewhere. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, describe, test } from 'vitest';
import { intelServerSuite } from './intel-server.ts';

const adminUrl = process.env.WAYMARK_TEST_DATABASE_URL ?? '';

if (adminUrl === '') {
  describe('intel server on PostgreSQL', () => {
    test.skip('not run: set WAYMARK_TEST_DATABASE_URL to a PostgreSQL server', () => {});
  });
} else {
  const made: string[] = [];
  const asAdmin = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  afterAll(async () => {
    for (const name of made) await asAdmin(`drop database if exists ${name} with (force)`);
  });
  intelServerSuite('PostgreSQL', async () => {
    const name = `waymark_test_${randomUUID().replaceAll('-', '')}`;
    await asAdmin(`create database ${name}`);
    made.push(name);
    const url = new URL(adminUrl);
    url.pathname = `/${name}`;
    return url.href;
  });
}
