/**
 * The pack's content in CASE 1.4/UCO 1.4 as JSON-LD: the case, who took part with which authority, what cameras saw, what
 * people judged, the exhibits, the queries, the pack itself. Runs anywhere (pure). Everything is of the same input as the
 * pages; identifiers are made of the pack's own, so the same input gives the same bytes; canonical JSON (RFC 8785), its
 * context inside, nothing to fetch.
 */
import { exhibitId, exhibitNodes } from './case-uco-exhibits.ts';
import { logNodes } from './case-uco-log.ts';
import {
  bundleId,
  caseUcoContext,
  dateTime,
  fileNodes,
  kbId,
  node,
  refsTo,
  refTo,
  type UcoNode,
} from './case-uco-nodes.ts';
import { authorityNodes, authorizationId, peopleNodes, personId } from './case-uco-people.ts';
import { canonicalBytes } from './manifest.ts';
import type { PackInput } from './pack-input.ts';
import { clipName } from './pack-names.ts';

const investigationId = (caseId: string): string => kbId('investigation', caseId);

export function caseUco(input: PackInput): Uint8Array {
  const tool = kbId('tool', input.software.name, input.software.version);
  const log = logNodes(input, tool);
  const parts: UcoNode[] = [
    ...peopleNodes(input),
    ...authorityNodes(input),
    node(tool, 'uco-tool:Tool', {
      'uco-core:name': input.software.name,
      'uco-tool:version': input.software.version,
      'uco-tool:toolType': 'Investigation workstation',
    }),
    ...exhibitNodes(input, tool, log.informedBy),
    ...clipNodes(input),
    ...log.nodes,
    investigation(input),
  ];
  // A person or a paper may be named by several parts: each node stands once.
  const nodes = [...new Map(parts.map((part) => [part['@id'], part])).values()];
  return canonicalBytes({ '@context': caseUcoContext, '@graph': [bundle(input, nodes), ...nodes] });
}

/** `TRAINING` on what is not evidence of anything real. */
const tagsOf = ({ space }: PackInput): string[] => (space === 'training' ? ['TRAINING'] : []);

function bundle(input: PackInput, nodes: readonly UcoNode[]): UcoNode {
  const objects = nodes.filter((part) => !isPartOfAnother(part['@type'])).map((part) => part['@id']);
  return node(bundleId(input.packId), 'uco-core:Bundle', {
    'uco-core:name': `${input.number}: ${input.title}`,
    'uco-core:description': [`Reason: ${input.reason}`, `For: ${input.recipients}`],
    'uco-core:tag': tagsOf(input),
    'uco-core:createdBy': refTo(personId(input.officer)),
    'uco-core:objectCreatedTime': dateTime(input.madeMs),
    'uco-core:specVersion': 'CASE 1.4.0, UCO 1.4.0',
    'uco-core:object': refsTo(objects),
  });
}

/** Facets and hashes belong to the object that has them. */
const isPartOfAnother = (type: string): boolean => type.endsWith('Facet') || type === 'uco-types:Hash';

function investigation({ case: record, authorities, exhibits, ...input }: PackInput): UcoNode {
  return node(investigationId(record.id), 'investigation:Investigation', {
    'uco-core:name': record.name,
    'uco-core:description': [
      ...(record.summary === '' ? [] : [record.summary]),
      ...(record.fileNumber === null ? [] : [`File number ${record.fileNumber}`]),
    ],
    'uco-core:tag': tagsOf({ case: record, authorities, exhibits, ...input }),
    'uco-core:objectCreatedTime': dateTime(record.createdMs),
    'investigation:investigationForm': 'case',
    'investigation:focus': record.charges === '' ? null : [record.charges],
    'investigation:relevantAuthorization': refsTo(authorities.map(({ id }) => authorizationId(id))),
    'uco-core:object': refsTo(exhibits.map(({ exhibit }) => exhibitId(exhibit.id))),
  });
}

const clipNodes = ({ clips }: PackInput): UcoNode[] =>
  clips.flatMap(({ number, sha256, mime, bytes, proxyOf }) =>
    fileNodes(kbId('file', 'clip', number, sha256), 'uco-observable:File', {
      name: clipName({ number, mime, proxyOf }),
      description:
        proxyOf === null ? `Footage ${number}` : `Footage ${number}, made from the file with SHA-256 ${proxyOf}`,
      ...{ sha256, mime, bytes: bytes.length },
    }),
  );
