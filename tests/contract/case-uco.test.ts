/**
 * The CASE/UCO description of a pack against the SHACL shapes of CASE 1.4.0 and UCO 1.4.0, read from `../shared/data`
 * beside the checkout (skipped, saying so, where missing), and against the pack it describes. SPARQL constraints are not
 * run by the validator: that nothing is a blank node, and that identifiers end in a UUID, is asserted here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import jsonld from 'jsonld';
import * as n3 from 'n3';
import SHACLValidator from 'rdf-validate-shacl';
import { beforeAll, describe, expect, test } from 'vitest';
import { caseUco } from '../../src/core/evidence/case-uco.ts';
import { canonicalBytes } from '../../src/core/evidence/manifest.ts';
import type { PackInput } from '../../src/core/evidence/pack-input.ts';
import { verifyPack } from '../../src/core/evidence/verify.ts';
import { forgePack, withFile } from '../fixtures/forge-pack.ts';
import { makePackInput } from '../fixtures/pack-input.fixture.ts';
import { makeTestAuthority, type TestSigner } from '../fixtures/test-authority.ts';

const folder = fileURLToPath(new URL('../../../shared/data/case-uco/', import.meta.url));
const missing = !existsSync(folder);
if (missing) console.warn(`Not run, because ${folder} is missing: CASE/UCO against its shapes.`);

type Node = Record<string, unknown> & { '@id': string; '@type': string };
type Document = { '@context': Record<string, string>; '@graph': Node[] };
const documentOf = (input: PackInput): Document => JSON.parse(new TextDecoder().decode(caseUco(input))) as Document;
const ofType = ({ '@graph': nodes }: Document, type: string): Node[] => nodes.filter((node) => node['@type'] === type);
const idOf = (value: unknown): string => (value as { '@id': string })['@id'];

const nothingFetched = (url: string): never => {
  throw new Error(`asked for ${url}`);
};
async function triplesOf(document: Document): Promise<n3.Quad[]> {
  const nquads = (await jsonld.toRDF(document as object, {
    format: 'application/n-quads',
    documentLoader: async (url) => nothingFetched(url),
  })) as unknown as string;
  return new n3.Parser({ format: 'application/n-quads' }).parse(nquads);
}

describe.skipIf(missing)('EP50 valid CASE 1.4.0 and UCO 1.4.0', () => {
  let ontology: n3.Quad[];
  let subclasses: n3.Quad[];
  let validator: SHACLValidator;
  beforeAll(() => {
    // `uco-owl` judges how ontologies are written, not what is written with them.
    const files = readdirSync(folder).filter((name) => name.endsWith('.ttl') && name !== 'uco-owl.ttl');
    expect(files.length).toBeGreaterThan(15);
    ontology = files.flatMap((name, at) =>
      new n3.Parser({ blankNodePrefix: `_:f${at}_` }).parse(readFileSync(path.join(folder, name), 'utf8')),
    );
    // The files are all here: nothing is imported. SPARQL is not run.
    const left = ['http://www.w3.org/ns/shacl#sparql', 'http://www.w3.org/2002/07/owl#imports'];
    const shapes = ontology.filter(({ predicate }) => !left.includes(predicate.value));
    expect(ontology.length - shapes.length).toBeLessThan(80);
    validator = new SHACLValidator(new n3.Store(shapes) as never);
    subclasses = ontology.filter(({ predicate }) => predicate.value.endsWith('rdf-schema#subClassOf'));
  });

  /** What is wrong, information that is no error included, as `severity path message`. */
  async function problemsOf(document: Document): Promise<string[]> {
    // That one class is a kind of another, the ontology says: it is part of what is judged.
    const data = new n3.Store([...subclasses, ...(await triplesOf(document))]);
    const { results } = await validator.validate(data as never);
    const own = results.filter(({ focusNode }) => focusNode?.value.startsWith('urn:waymark:kb:'));
    return own.map(
      ({ severity, path: at, focusNode, message }) =>
        `${severity?.value.split('#')[1]} ${at?.value.split('/').at(-1)} of ${focusNode?.value}: ${message.map(({ value }) => value).join(' ')}`,
    );
  }

  test.each([
    ['of the fixture', {}],
    ['of an empty case', { empty: true, entries: 0 }],
    ['of the live space without a receipt', { space: 'live', withReceipt: false, entries: 10 }],
  ] as const)(
    'a pack %s',
    async (_name, options) => {
      expect(await problemsOf(documentOf(makePackInput(options)))).toEqual([]);
    },
    120_000,
  );

  test('red proof: every planted violation is found, and no other', async () => {
    const document = documentOf(makePackInput({ entries: 0 }));
    const planted: [type: string, property: string, value: unknown][] = [
      ['uco-types:Hash', 'uco-types:hashValue', 'no hash'],
      ['uco-location:LatLongCoordinatesFacet', 'uco-location:latitude', 'south'],
      ['investigation:Authorization', 'uco-core:startTime', 'noon'],
      ['uco-observable:Observation', 'uco-core:name', 'saw'],
      ['investigation:ProvenanceRecord', 'investigation:exhibitNumber', ['E-1', 'E-2']],
      ['investigation:InvestigativeAction', 'uco-action:performer', 'Somebody'],
      ['uco-core:Bundle', 'uco-core:createdBy', { '@id': ofType(document, 'uco-types:Hash')[0]?.['@id'] }],
      ['uco-tool:Tool', 'uco-tool:version', 7],
    ];
    const spoilt = planted.map(([type, property, value]) => {
      const [first] = ofType(document, type);
      if (first === undefined) throw new Error(`no ${type}`);
      first[property] = value;
      return `${property.split(':')[1]} of ${first['@id'].replace('kb:', 'urn:waymark:kb:')}`;
    });
    const method = ofType(document, 'uco-types:Hash')[1];
    if (method === undefined) throw new Error('one hash alone');
    method['uco-types:hashMethod'] = 'CRC32';
    spoilt.push(`hashMethod of ${method['@id'].replace('kb:', 'urn:waymark:kb:')}`);
    const problems = await problemsOf(document);
    for (const where of spoilt) expect(problems.join('\n')).toContain(where);
    expect(problems.filter((problem) => !spoilt.some((where) => problem.includes(where)))).toEqual([]);
  }, 120_000);
});

describe('EP50 it describes this very pack', () => {
  const input = makePackInput();
  const document = documentOf(input);
  const nodes = new Map(document['@graph'].map((node) => [node['@id'], node]));

  test('one writing, the same each time, nothing to fetch, and every reference leads somewhere', async () => {
    expect(caseUco(input)).toEqual(caseUco(makePackInput()));
    expect(caseUco(input)).toEqual(canonicalBytes(document));
    expect(Object.keys(document)).toEqual(['@context', '@graph']);
    for (const value of Object.values(document['@context'])) expect(typeof value).toBe('string');
    expect(nodes.size).toBe(document['@graph'].length);
    const referred = [...JSON.stringify(document).matchAll(/\{"@id":"([^"]+)"\}/g)].map(([, id = '']) => id);
    expect(referred.length).toBeGreaterThan(100);
    expect(referred.filter((id) => !nodes.has(id))).toEqual([]);
    for (const triple of await triplesOf(document)) {
      expect(triple.subject.termType).toBe('NamedNode');
      expect(triple.object.termType).not.toBe('BlankNode');
      expect(triple.subject.value).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  test('every exhibit with its number, place, time, image by hash, judgement and person', () => {
    const exhibits = ofType(document, 'investigation:ProvenanceRecord');
    expect(exhibits.map((node) => node['investigation:exhibitNumber']).sort()).toEqual(
      input.exhibits.map(({ exhibit }) => exhibit.number).sort(),
    );
    const partsOf = (node: Node | undefined, property: string): Node[] =>
      (node?.[property] as { '@id': string }[] | undefined)?.flatMap(({ '@id': id }) => nodes.get(id) ?? []) ?? [];
    const numberOf = (node: Node | undefined, property: string): number =>
      Number((node?.[property] as { '@value': string } | undefined)?.['@value']);
    for (const { exhibit, detection, camera, confirmation, image } of input.exhibits) {
      const record = exhibits.find((node) => node['investigation:exhibitNumber'] === exhibit.number);
      const parts = partsOf(record, 'uco-core:object');
      const seen = parts.find((node) => node['@type'] === 'uco-observable:Observation');
      expect(seen?.['uco-action:startTime']).toEqual({
        '@type': 'xsd:dateTime',
        '@value': new Date(detection.timeMs).toISOString(),
      });
      if (camera !== null) {
        const [place] = partsOf(seen, 'uco-action:location');
        const [facet] = partsOf(place, 'uco-core:hasFacet');
        expect(numberOf(facet, 'uco-location:latitude')).toBeCloseTo(camera.lat, 7);
        expect(numberOf(facet, 'uco-location:longitude')).toBeCloseTo(camera.lon, 7);
      }
      const judged = parts.find((node) => node['@type'] === 'investigation:InvestigativeAction');
      expect(nodes.get(idOf(judged?.['uco-action:performer']))?.['uco-core:name']).toBe(confirmation.by.name);
      const picture = parts.find((node) => node['@type'] === 'uco-observable:RasterPicture');
      expect(picture === undefined).toBe(detection.imageSha256 === null);
      const content = partsOf(picture, 'uco-core:hasFacet').find((node) => node['uco-observable:hash'] !== undefined);
      const [hash] = partsOf(content, 'uco-observable:hash');
      const hex = (hash?.['uco-types:hashValue'] as { '@value': string } | undefined)?.['@value'];
      expect(hex?.toLowerCase() ?? null).toBe(detection.imageSha256);
      if (image !== null) expect(picture?.['uco-core:name']).toMatch(new RegExp(`^images/${exhibit.number}\\.`));
    }
  });

  test('queries stand with their entry and hash, refused ones as such, under the authority they named', () => {
    const actions = ofType(document, 'investigation:InvestigativeAction');
    const asked = input.log.filter(({ action, phase }) => action === 'find' && phase !== 'result');
    expect(asked.length).toBeGreaterThan(3);
    for (const entry of asked)
      expect(
        actions.some((node) => JSON.stringify(node).includes(entry.hash)),
        `entry ${entry.seq}`,
      ).toBe(true);
    const refused = asked.filter(({ outcome }) => outcome === 'refused');
    expect(refused.length).toBeGreaterThan(0);
    for (const { hash } of refused)
      expect(actions.find((node) => JSON.stringify(node).includes(hash))?.['uco-action:actionStatus']).toBe('Fail');
    const under = ofType(document, 'uco-core:Relationship').filter(
      (node) => node['uco-core:kindOfRelationship'] === 'Performed_Under',
    );
    expect(under.length).toBe(input.authorities.length);
    // What was asked is in the attached log and is not said a second time.
    const whole = JSON.stringify(actions.filter((node) => String(node['uco-core:name']).startsWith('Find')));
    for (const { details } of asked) if (typeof details.query === 'string') expect(whole).not.toContain(details.query);
  });

  test('training is marked, and the same thing keeps its identifier in another pack of the case', () => {
    expect(ofType(document, 'uco-core:Bundle')[0]?.['uco-core:tag']).toEqual(['TRAINING']);
    const other = documentOf({ ...input, packId: 'another' });
    const ids = (of: Document): string[] => of['@graph'].map((node) => node['@id']).sort();
    expect(ids(other).filter((id) => !nodes.has(id))).toHaveLength(1);
    expect(idOf(ofType(other, 'uco-core:Bundle')[0])).not.toBe(idOf(ofType(document, 'uco-core:Bundle')[0]));
  });
});

describe('EP50 the verifier holds the description against the manifest', () => {
  const input = makePackInput({ entries: 0 });
  let signer: TestSigner;
  beforeAll(async () => {
    signer = await makeTestAuthority();
  });
  /** Codes of a pack, signed for real, whose description is another. */
  async function told(change: (document: Document) => unknown): Promise<string[]> {
    const forgery = withFile('case/case-uco.jsonld', () => {
      const document = documentOf(input);
      const changed = change(document);
      return changed instanceof Uint8Array ? changed : canonicalBytes(changed ?? document);
    });
    const pack = await forgePack(input, signer, { files: forgery });
    const { status, problems } = await verifyPack(pack, { trustAnchors: signer.anchors });
    return [status, ...new Set(problems.map(({ code }) => code))];
  }
  const wrong = ['invalid', 'case-uco-form'];

  test('as it was made it is valid; of another pack, changed or written otherwise it is not', async () => {
    expect(await told((document) => document)).toEqual(['valid']);
    expect(await told(() => documentOf({ ...input, packId: 'another' }))).toEqual(wrong);
    expect(await told(() => documentOf({ ...input, exhibits: input.exhibits.slice(1) }))).toEqual(wrong);
    expect(await told((document) => new TextEncoder().encode(JSON.stringify(document, null, 1)))).toEqual(wrong);
    expect(await told((document) => ({ ...document, '@context': 'https://example.test/context' }))).toEqual(wrong);
  }, 120_000);

  test('one exhibit renumbered, without its judgement, twice, or with another image hash', async () => {
    const edit = (type: string, change: (node: Node) => void) => (document: Document) => {
      const [first] = ofType(document, type);
      if (first === undefined) throw new Error(`no ${type}`);
      change(first);
      return document;
    };
    const record = 'investigation:ProvenanceRecord';
    expect(await told(edit(record, (node) => Object.assign(node, { 'investigation:exhibitNumber': 'E-99' })))).toEqual(
      wrong,
    );
    expect(await told(edit(record, (node) => Object.assign(node, { 'uco-core:object': [] })))).toEqual(wrong);
    expect(
      await told((document) => ({
        ...document,
        '@graph': [...document['@graph'], { ...ofType(document, record)[0], '@id': 'kb:exhibit-again' }],
      })),
    ).toEqual(wrong);
    const image = input.exhibits.find(({ detection }) => detection.imageSha256 !== null)?.detection.imageSha256 ?? '';
    expect(
      await told((document) => JSON.parse(JSON.stringify(document).replace(image.toUpperCase(), 'AB'.repeat(32)))),
    ).toEqual(wrong);
  }, 120_000);
});
