/**
 * Building stones of the CASE/UCO description of a pack: identifiers, literals, and the nodes that recur. Runs anywhere,
 * pure. Written against CASE 1.4.0 and UCO 1.4.0; the context is in the document, nothing is fetched to read it.
 */
import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

export const caseUcoContext = {
  kb: 'urn:waymark:kb:',
  investigation: 'https://ontology.caseontology.org/case/investigation/',
  'uco-action': 'https://ontology.unifiedcyberontology.org/uco/action/',
  'uco-core': 'https://ontology.unifiedcyberontology.org/uco/core/',
  'uco-identity': 'https://ontology.unifiedcyberontology.org/uco/identity/',
  'uco-location': 'https://ontology.unifiedcyberontology.org/uco/location/',
  'uco-observable': 'https://ontology.unifiedcyberontology.org/uco/observable/',
  'uco-role': 'https://ontology.unifiedcyberontology.org/uco/role/',
  'uco-tool': 'https://ontology.unifiedcyberontology.org/uco/tool/',
  'uco-types': 'https://ontology.unifiedcyberontology.org/uco/types/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const;

export type Reference = { '@id': string };
type Literal = string | boolean | { '@type': string; '@value': string };
export type UcoNode = { '@id': string; '@type': string; [property: string]: NodeValue };
type NodeValue = Literal | Reference | readonly (Literal | Reference)[];

/** Of all names made here (RFC 9562 5.5); made at random once. */
const NAMESPACE = hexToBytes('6f0e7c6a5b8d4e0c9a41c2d3e7f80912');

/**
 * The same thing has the same identifier in every pack: a name-based UUID, as CASE suggests that identifiers end. What
 * it is made of are the pack's own ids, so that descriptions of one case can be laid over each other.
 */
export function kbId(kind: string, ...ownIds: readonly (string | number)[]): string {
  const digest = sha1(Uint8Array.from([...NAMESPACE, ...utf8ToBytes([kind, ...ownIds].join('\n'))])).slice(0, 16);
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytesToHex(digest);
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  return `kb:${kind}-${uuid}`;
}

/** Writer and verifier agree on these: they are made of what the manifest holds. */
export const bundleId = (packId: string): string => kbId('bundle', packId);
export const observationId = (detectionId: string): string => kbId('observation', detectionId);
export const imageId = (detectionId: string, sha256: string): string => kbId('image', detectionId, sha256);
export const confirmationId = (ownId: string): string => kbId('confirmation', ownId);
export const hashId = (of: string, sha256: string): string => kbId('hash', of, sha256);
/** As xsd:hexBinary is written. */
export const hashValueOf = (sha256: string): string => sha256.toUpperCase();

export const refTo = (id: string): Reference => ({ '@id': id });
export const refsTo = (ids: Iterable<string>): Reference[] => [...new Set(ids)].map(refTo);

export const dateTime = (timeMs: number): Literal => ({
  '@type': 'xsd:dateTime',
  '@value': new Date(timeMs).toISOString(),
});
export const integer = (value: number): Literal => ({ '@type': 'xsd:integer', '@value': String(value) });
/** Seven places are a centimetre; never in exponents, which xsd:decimal does not know. */
const degrees = (value: number): Literal => ({
  '@type': 'xsd:decimal',
  '@value': value.toFixed(7).replace(/\.?0+$/, ''),
});

/** A node without the properties that say nothing. */
export function node(id: string, type: string, properties: Record<string, NodeValue | null>): UcoNode {
  const said = Object.entries(properties).filter(
    (entry): entry is [string, NodeValue] =>
      entry[1] !== null && entry[1] !== '' && !(Array.isArray(entry[1]) && entry[1].length === 0),
  );
  return { '@id': id, '@type': type, ...Object.fromEntries(said) };
}

/** @param sha256 lower-case hex; @param bytes null: not known */
export function contentNodes(
  of: string,
  content: { sha256: string; mime: string | null; bytes: number | null },
): { facet: string; nodes: UcoNode[] } {
  const facet = kbId('content-data-facet', of, content.sha256);
  const hash = hashId(of, content.sha256);
  return {
    facet,
    nodes: [
      node(facet, 'uco-observable:ContentDataFacet', {
        'uco-observable:hash': [refTo(hash)],
        'uco-observable:mimeType': content.mime,
        'uco-observable:sizeInBytes': content.bytes === null ? null : integer(content.bytes),
      }),
      node(hash, 'uco-types:Hash', {
        'uco-types:hashMethod': 'SHA256',
        'uco-types:hashValue': { '@type': 'xsd:hexBinary', '@value': hashValueOf(content.sha256) },
      }),
    ],
  };
}

/** A file of the pack by its place in it, with its hash. */
export function fileNodes(
  id: string,
  type: string,
  file: { name: string | null; description: string; sha256: string; mime: string | null; bytes: number | null },
): UcoNode[] {
  const content = contentNodes(id, file);
  const facet = kbId('file-facet', id);
  const named =
    file.name === null
      ? []
      : [
          node(facet, 'uco-observable:FileFacet', {
            'uco-observable:fileName': file.name.slice(file.name.lastIndexOf('/') + 1),
            'uco-observable:filePath': file.name,
            'uco-observable:sizeInBytes': file.bytes === null ? null : integer(file.bytes),
          }),
        ];
  return [
    node(id, type, {
      'uco-core:name': file.name,
      'uco-core:description': file.description,
      'uco-core:hasFacet': [...(file.name === null ? [] : [refTo(facet)]), refTo(content.facet)],
    }),
    ...named,
    ...content.nodes,
  ];
}

/** A place with its coordinates, WGS84 degrees. */
export function placeNodes(id: string, name: string, place: { lon: number; lat: number }): UcoNode[] {
  const facet = kbId('lat-long-coordinates-facet', id);
  return [
    node(id, 'uco-location:Location', { 'uco-core:name': name, 'uco-core:hasFacet': [refTo(facet)] }),
    node(facet, 'uco-location:LatLongCoordinatesFacet', {
      'uco-location:latitude': degrees(place.lat),
      'uco-location:longitude': degrees(place.lon),
    }),
  ];
}

export function relationNode(kind: string, sources: readonly string[], target: string, timeMs?: number): UcoNode {
  return node(kbId('relationship', kind, target, ...sources), 'uco-core:Relationship', {
    'uco-core:source': refsTo(sources),
    'uco-core:target': refTo(target),
    'uco-core:kindOfRelationship': kind,
    'uco-core:isDirectional': true,
    'uco-core:startTime': timeMs === undefined ? null : [dateTime(timeMs)],
  });
}
