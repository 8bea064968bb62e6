// Footage and stills: what there is, from which camera, how far its clock was off, and the hash of each; or an honest line
// that there is none.

import { localTime } from '../../core/evidence/pack-time.ts';
import { mono, quiet, strong, TEXT } from '../layout/print-style.ts';
import { run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';
import { clockOffsetWords, grouped } from '../words.ts';
import { cameraName, emptyNote, type PackView } from './pack-view.ts';
import { sectionWords } from './section-order.ts';

const cell = TEXT.cell;

export const drawCctv = (sheet: Sheet, view: PackView, number: number): void => {
  sheet.openSection(number, 'CCTV', { keepPt: 330 });
  sheet.text(
    'Footage gathered for this case, and the stills that cameras sent with their reads. A clock offset is the camera’s clock less true time, where somebody measured it; where nobody did, the time is the camera’s own word.',
    TEXT.lead,
    9,
  );
  clips(sheet, view);
  stills(sheet, view);
};

const clips = (sheet: Sheet, view: PackView): void => {
  const { input } = view;
  sheet.heading('Footage', 50);
  if (input.clips.length === 0) {
    emptyNote(sheet, 'None. No footage is part of this pack: none was added to the case on this workstation.');
    sheet.gap(6);
    return;
  }
  drawTable(
    sheet,
    [
      { head: 'Exhibit', fixedPt: 40 },
      { head: 'Kind', share: 0.8 },
      { head: 'Bytes', fixedPt: 56, align: 'right' },
      { head: 'SHA-256', share: 2.2 },
    ],
    input.clips.map(({ number, mime, bytes, sha256, proxyOf }) => ({
      cells: [
        textCell(run(number, strong(cell))),
        textCell(run(proxyOf === null ? `${mime}, as recorded` : `${mime}, made to be playable`, cell)),
        textCell(run(grouped(bytes.length), cell)),
        textCell(
          run(sha256, mono(cell)),
          run(proxyOf === null ? '' : `\nmade from the native file ${proxyOf}`, mono(quiet(TEXT.caption))),
        ),
      ],
    })),
    { summary: 'Footage with hashes', rowHeads: true, padPt: 3 },
  );
  sheet.gap(14);
};

const stills = (sheet: Sheet, view: PackView): void => {
  const { exhibits } = view.input;
  const held = exhibits.filter(({ image }) => image !== null);
  sheet.heading('Stills from plate cameras', 90);
  if (held.length === 0) {
    emptyNote(
      sheet,
      exhibits.some(({ imageWithheld }) => imageWithheld != null)
        ? 'None: the images of this pack are withheld, see the disclosure schedule.'
        : 'None: no exhibit of this pack has an image that this workstation holds.',
    );
    return;
  }
  sheet.text(
    `${held.length} of ${exhibits.length} exhibits have an image. Each is shown in ${sectionWords(view, 'exhibits')} and attached as it was sent.`,
    TEXT.body,
    5,
  );
  drawTable(
    sheet,
    [
      { head: 'Exhibit', fixedPt: 34 },
      { head: 'Camera', share: 1 },
      { head: 'Time of the camera', share: 1 },
      { head: 'Clock offset', share: 0.62 },
      { head: 'SHA-256 of the image', share: 1.5 },
    ],
    held.map(({ exhibit, camera, detection, image }) => ({
      cells: [
        textCell(run(exhibit.number, strong(cell))),
        textCell(run(cameraName({ camera, detection }), cell)),
        textCell(run(localTime(detection.timeMs), cell)),
        textCell(run(clockOffsetWords(detection.clockOffsetMs), detection.clockOffsetMs === null ? quiet(cell) : cell)),
        textCell(run(image?.sha256 ?? '', mono(TEXT.caption))),
      ],
    })),
    { summary: 'Stills with camera, clock offset and hash', rowHeads: true, padPt: 3 },
  );
};
