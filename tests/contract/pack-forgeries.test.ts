/**
 * Threats T7, T8, T20: packs made by somebody who holds a genuine pack-signing key. Every one is well-formed and signed
 * under the trusted authority; each states something that its log, its certificate or its server would not bear out.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry, AuditReceipt } from '../../src/core/audit/entry.ts';
import { receiptMessage } from '../../src/core/audit/hash.ts';
import { verifyLog } from '../../src/core/audit/verify.ts';
import type { PackInput } from '../../src/core/evidence/pack-input.ts';
import { verifyPack } from '../../src/core/evidence/verify.ts';
import { type Forgery, forgePack, withHistory } from '../fixtures/forge-pack.ts';
import { makePackInput, somebodyElse } from '../fixtures/pack-input.fixture.ts';
import {
  makeTamperedAuthority,
  makeTestAuthority,
  type Tampering,
  type TestSigner,
} from '../fixtures/test-authority.ts';

let signer: TestSigner;
let input: PackInput;

beforeAll(async () => {
  signer = await makeTestAuthority();
  input = makePackInput({ entries: 0 });
});

/** Status and codes, each once. */
async function told(made: PackInput, forgery: Forgery = {}, by: TestSigner = signer): Promise<string[]> {
  const { status, problems } = await verifyPack(await forgePack(made, by, forgery), { trustAnchors: by.anchors });
  return [status, ...new Set(problems.map(({ code }) => code))];
}
const history = (change: (log: AuditEntry[]) => AuditEntry[], key?: Uint8Array): PackInput =>
  withHistory(input, change, key);

test('the control: the fixture and its history written anew are valid', async () => {
  expect(await told(input)).toEqual(['valid']);
  expect(await told(history((log) => log))).toEqual(['valid']);
});

describe('whose keys', () => {
  test('T7 AU14 a log kept under another key than the certificate names is not this workstation’s log', async () => {
    const invented = history((log) => log, new Uint8Array(32).fill(1));
    expect(verifyLog(invented.log, invented.checkpoint).ok).toBe(true);
    expect(await told(invented)).toEqual(['invalid', 'log-key-unknown', 'case-proof-wrong']);
  });

  test('T8 AU14 a log of another workstation, its checkpoint genuine', async () => {
    const device = { ...input.device, id: 'another-workstation' };
    const other = withHistory({ ...input, device }, (log) => log);
    expect(await told(other)).toEqual(['invalid', 'log-key-unknown', 'case-proof-wrong']);
  });

  test('AU10 AU14 a receipt that the workstation gave itself', async () => {
    const self = new Uint8Array(32).fill(3);
    const { receipt } = input;
    if (receipt === null) throw new Error('the fixture has a receipt');
    const { signature: _, ...claimed } = receipt;
    const body: Omit<AuditReceipt, 'signature'> = { ...claimed, publicKey: bytesToHex(ed25519.getPublicKey(self)) };
    const forged = { ...body, signature: bytesToHex(ed25519.sign(receiptMessage(body), self)) };
    expect(await told({ ...input, receipt: forged })).toEqual(['invalid', 'receipt-wrong']);
    // The right key under another server's name.
    const named = { ...claimed, serverId: 'other.example' };
    const serverKey = new Uint8Array(32).fill(9);
    const signed = { ...named, signature: bytesToHex(ed25519.sign(receiptMessage(named), serverKey)) };
    expect(await told({ ...input, receipt: signed })).toEqual(['invalid', 'receipt-wrong']);
  });
});

const at = (log: AuditEntry[], action: string, phase: AuditEntry['phase'] = 'event'): number => {
  const index = log.findIndex(
    (entry) => entry.action === action && entry.phase === phase && entry.outcome !== 'refused',
  );
  if (index < 0) throw new Error(`no ${action}`);
  return index;
};
const edited = (log: AuditEntry[], index: number, change: (entry: AuditEntry) => Partial<AuditEntry>): AuditEntry[] => {
  const entry = log[index] as AuditEntry;
  return log.with(index, { ...entry, ...change(entry) });
};
/** Without one entry; results name their intents at their new places. */
const without = (log: AuditEntry[], index: number): AuditEntry[] =>
  log
    .toSpliced(index, 1)
    .map((entry) => (entry.of === null || entry.of <= index + 1 ? entry : { ...entry, of: entry.of - 1 }));
const inserted = (log: AuditEntry[], index: number, entry: AuditEntry): AuditEntry[] =>
  log
    .toSpliced(index, 0, entry)
    .map((other) => (other.of === null || other.of <= index ? other : { ...other, of: other.of + 1 }));

describe('under what authority', () => {
  test('T9 EP16 an authority that was never declared, by somebody else, or otherwise', async () => {
    expect(await told(history((log) => without(log, at(log, 'authority-declare'))))).toEqual([
      'invalid',
      'authority-not-in-force',
    ]);
    const others = history((log) => edited(log, at(log, 'authority-declare'), () => ({ actor: somebodyElse })));
    expect(await told(others)).toEqual(['invalid', 'case-proof-wrong', 'authority-not-in-force']);
    const otherwise = history((log) =>
      edited(log, at(log, 'authority-declare'), ({ authority }) => ({
        authority: authority === null ? null : { ...authority, number: '250101/0001' },
      })),
    );
    expect(await told(otherwise)).toEqual(['invalid', 'authority-not-in-force']);
    const refused = history((log) => edited(log, at(log, 'authority-declare'), () => ({ outcome: 'refused' })));
    expect(await told(refused)).toEqual(['invalid', 'authority-not-in-force']);
  });

  test('T9 EP16 an authority withdrawn, refused by the register or lapsed before it was used', async () => {
    const withdrawn = history((log) => {
      const index = at(log, 'authority-declare');
      return inserted(log, index + 1, { ...(log[index] as AuditEntry), action: 'authority-withdraw', details: {} });
    });
    expect(await told(withdrawn)).toEqual(['invalid', 'authority-not-in-force']);
    const refused = history((log) =>
      edited(log, at(log, 'authority-assignment'), ({ authority }) => ({
        authority: authority === null ? null : { ...authority, assignment: 'rejected' },
      })),
    );
    expect(await told(refused)).toEqual(['invalid', 'authority-not-in-force']);
    const lapsed = history((log) =>
      edited(log, at(log, 'authority-declare'), ({ timeMs }) => ({ timeMs: timeMs - 9 * 3_600_000 })),
    );
    expect(await told(lapsed)).toEqual(['invalid', 'authority-not-in-force']);
    // The lease clock that was judged by counts before the clock of the machine.
    const judged = history((log) => {
      const index = at(log, 'authority-declare');
      const untilMs = (log[index]?.timeMs ?? 0) + 1;
      return edited(log, index, ({ details }) => ({ details: { ...details, toMs: untilMs } }));
    });
    expect(await told(judged)).toEqual(['invalid', 'authority-not-in-force']);
  });

  test('AU3 a find without its intent, answered twice, or answered by another’s result', async () => {
    const asEvent = history((log) => {
      const intent = at(log, 'find', 'intent');
      const result = log[intent + 1] as AuditEntry;
      return without(log, intent).with(intent, { ...result, phase: 'event', of: null, outcome: 'recorded' });
    });
    expect(await told(asEvent)).toEqual(['invalid', 'query-form']);
    const twice = history((log) => {
      const intent = at(log, 'find', 'intent');
      return inserted(log, intent + 2, log[intent + 1] as AuditEntry);
    });
    expect(await told(twice)).toEqual(['invalid', 'log-broken', 'query-form']);
    const crossed = history((log) => {
      const intent = at(log, 'find', 'intent');
      return edited(log, intent + 1, () => ({ action: 'view' }));
    });
    expect(await told(crossed)).toEqual(['invalid', 'query-form']);
    const noDigest = history((log) => edited(log, at(log, 'find', 'result'), () => ({ details: { reads: 4 } })));
    expect(await told(noDigest)).toEqual(['invalid', 'query-form']);
  });

  test.each(['look-alikes', 'pattern', 'convoy', 'colocation', 'all-convoys'] as const)(
    'EP16 %s is held to the same: a digest of what it released, an authority, an intent',
    async (action) => {
      const asked = (change: (log: AuditEntry[], intent: number) => AuditEntry[] = (log) => log) =>
        history((log) => {
          const intent = at(log, 'find', 'intent');
          const renamed = edited(
            edited(log, intent, () => ({ action })),
            intent + 1,
            () => ({ action }),
          );
          return change(renamed, intent);
        });
      expect(await told(asked())).toEqual(['valid']);
      const noDigest = asked((log, intent) => edited(log, intent + 1, () => ({ details: { reads: 4 } })));
      expect(await told(noDigest)).toEqual(['invalid', 'query-form']);
      const bare = asked((log, intent) =>
        edited(
          edited(log, intent, () => ({ authority: null })),
          intent + 1,
          () => ({ authority: null }),
        ),
      );
      expect(await told(bare)).toContain('query-without-authority');
    },
  );

  test('EP16 an image or a judgement under no authority', async () => {
    for (const action of ['image', 'confirm']) {
      const bare = history((log) => edited(log, at(log, action), () => ({ authority: null })));
      expect(await told(bare)).toEqual(['invalid', 'query-without-authority']);
    }
  });
});

describe('what was judged', () => {
  const judgement = (log: AuditEntry[]): AuditEntry => log[at(log, 'confirm')] as AuditEntry;

  test('EP17 a read rejected, or confirmed as another plate, after it became an exhibit', async () => {
    const changes: AuditEntry['details'][] = [
      { outcome: 'rejected' },
      { outcome: 'cannot-tell' },
      { plate: 'ABC123', typed: 'ABC123' },
    ];
    for (const change of changes) {
      const later = history((log) => {
        const entry = judgement(log);
        return log.toSpliced(-1, 0, { ...entry, details: { ...entry.details, ...change } });
      });
      expect(await told(later)).toEqual(['invalid', 'exhibit-not-confirmed']);
    }
  });

  test('EP17 a confirmation by somebody who never looked, never opened the image, or typed another plate', async () => {
    const first = (log: AuditEntry[]) => String(judgement(log).details.detectionId);
    const neverLooked = history((log) => {
      const intent = log.findIndex(({ action, details }) => action === 'view' && details.detectionId === first(log));
      return without(without(log, intent + 1), intent);
    });
    expect(await told(neverLooked)).toEqual(['invalid', 'exhibit-not-confirmed']);
    expect(await told(history((log) => without(log, at(log, 'image'))))).toEqual(['invalid', 'exhibit-not-confirmed']);
    const otherImage = history((log) =>
      edited(log, at(log, 'image'), ({ details }) => ({ details: { ...details, sha256: 'ab'.repeat(32) } })),
    );
    expect(await told(otherImage)).toEqual(['invalid', 'exhibit-not-confirmed']);
    const changes: AuditEntry['details'][] = [{ typed: 'HOV52' }, { typed: '' }, { basis: 'no-image', ground: null }];
    for (const change of changes) {
      const typed = history((log) =>
        edited(log, at(log, 'confirm'), ({ details }) => ({ details: { ...details, ...change } })),
      );
      expect(await told(typed)).toEqual(['invalid', 'exhibit-not-confirmed']);
    }
    const byAnother = history((log) => {
      const declared = log[at(log, 'authority-declare')] as AuditEntry;
      const authority = declared.authority === null ? null : { ...declared.authority, id: 'of-somebody-else' };
      const theirs = { actor: somebodyElse, authority };
      return inserted(
        edited(log, at(log, 'confirm'), () => theirs),
        at(log, 'authority-declare'),
        { ...declared, ...theirs },
      );
    });
    expect(await told(byAnother)).toEqual(['invalid', 'case-proof-wrong', 'exhibit-not-confirmed']);
  });

  test('EP17 an exhibit left out of the pack, and one listed twice', async () => {
    const leftOut: Forgery = { manifest: (body) => ({ ...body, exhibits: body.exhibits.slice(1) }) };
    // Its image is then the image of nothing (EP33).
    expect(await told(input, leftOut)).toEqual([
      'invalid',
      'manifest-form',
      'exhibit-left-out',
      'case-uco-form',
      'disclosure-form',
    ]);
    const twice: Forgery = {
      manifest: (body) => ({ ...body, exhibits: [...body.exhibits, ...body.exhibits.slice(0, 1)] }),
    };
    expect(await told(input, twice)).toEqual(['invalid', 'exhibit-not-logged', 'case-uco-form', 'disclosure-form']);
  });
});

test('EP18 a clock that was set back is stated, and is no fault', async () => {
  const back = history((log) => edited(log, 4, ({ timeMs }) => ({ timeMs: timeMs - 60_000_000 })));
  const verdict = await verifyPack(await forgePack(back, signer), { trustAnchors: signer.anchors });
  expect(verdict.checks.find(({ id }) => id === 'log')?.detail).toMatch(/was set back before entry 5\./);
});

describe('certificates that must not vouch', () => {
  const past = { fromMs: Date.UTC(2010, 0, 1), toMs: Date.UTC(2011, 0, 1) };
  test.each<[string, Tampering, string]>([
    ['an authority that is none', { authorityCa: false }, 'certificate-chain'],
    ['an authority that does not say so', { authorityCa: null }, 'certificate-chain'],
    ['an authority whose key may not certify', { authorityUsage: 0x80 }, 'certificate-chain'],
    ['an authority that does not say what its key may do', { authorityUsage: null }, 'certificate-chain'],
    ['a leaf that is an authority itself', { leafCa: true }, 'certificate-chain'],
    ['a leaf whose key may not sign', { leafUsage: 0x20 }, 'certificate-chain'],
    ['a leaf that does not say what its key may do', { leafUsage: null }, 'certificate-chain'],
    ['one key for both', { oneKey: true }, 'certificate-chain'],
    ['a constraint nobody here knows', { unknownCritical: true }, 'certificate-chain'],
    ['an authority of another curve', { curve: 'P-384' }, 'manifest-signature'],
    ['an authority out of date', { authorityValidity: past }, 'certificate-dates'],
  ])('EP20 %s', async (_, tampering, code) => {
    const wrong = await makeTamperedAuthority(tampering);
    expect((await told(input, {}, wrong)).slice(0, 2)).toEqual(['invalid', code]);
  });

  test('EP20 the control: the same made without a fault is valid', async () => {
    expect(await told(input, {}, await makeTamperedAuthority({}))).toEqual(['valid']);
  });

  test('EP13 an anchor that only begins like the authority, or is the leaf, is another', async () => {
    const bytes = await forgePack(input, signer);
    const [leaf, authority] = signer.certificates as [Uint8Array, Uint8Array];
    for (const anchor of [leaf, authority.slice(0, -1), new Uint8Array(), Uint8Array.from([...authority, 0])])
      expect((await verifyPack(bytes, { trustAnchors: [anchor] })).trust).toBe('untrusted');
    expect((await verifyPack(bytes, { trustAnchors: [] })).trust).toBe('untrusted');
  });
});
