// Every section and who draws it. Runs where pdfkit runs.

import type { PackSectionId } from '../../core/evidence/sections.ts';
import type { Sheet } from '../layout/sheet.ts';
import { drawAuthorities } from './authorities.ts';
import { drawCctv } from './cctv.ts';
import { drawCover } from './cover.ts';
import { drawCoverage } from './coverage.ts';
import { drawDisclosure } from './disclosure.ts';
import { drawExcluded } from './excluded.ts';
import { drawExhibits } from './exhibits.ts';
import { drawGlossary } from './glossary.ts';
import { drawHowToVerify } from './how-to-verify.ts';
import { drawLeftOut } from './left-out.ts';
import { drawMovement } from './movement.ts';
import type { PackView } from './pack-view.ts';
import { drawPeople } from './people.ts';
import { drawQueryLog } from './query-log.ts';
import type { PlacedSection } from './section-order.ts';

/** `breathe` is called where a stop may come between two parts. */
type Draw = (sheet: Sheet, view: PackView, number: number, breathe: () => Promise<void>) => void | Promise<void>;

const DRAW: Readonly<Record<PackSectionId, Draw>> = {
  cover: drawCover,
  verify: drawHowToVerify,
  authorities: drawAuthorities,
  people: drawPeople,
  movement: drawMovement,
  cctv: drawCctv,
  exhibits: drawExhibits,
  'query-log': drawQueryLog,
  excluded: drawExcluded,
  disclosure: drawDisclosure,
  coverage: drawCoverage,
  glossary: drawGlossary,
};

export const drawSection = async (
  sheet: Sheet,
  view: PackView,
  section: PlacedSection,
  breathe: () => Promise<void>,
): Promise<void> => {
  if (!section.included) drawLeftOut(sheet, view, section);
  else await DRAW[section.id](sheet, view, section.number, breathe);
};
