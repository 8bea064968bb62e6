// The proof that the query log is whole: what the workstation signed, what the server holds, and who else saw it.

import { localTime } from '../../core/evidence/pack-time.ts';
import { INK, PAGE, quiet, TEXT, type TextStyle } from '../layout/print-style.ts';
import { drawLines, layoutLines, linesHeight, type Run, run } from '../layout/rich-text.ts';
import { FULL, type Sheet } from '../layout/sheet.ts';
import { count } from '../words.ts';
import type { PackView } from './pack-view.ts';

export const drawLogProof = (sheet: Sheet, view: PackView): void => {
  const { doc } = sheet;
  const { input } = view;
  const { checkpoint, receipt } = input;
  const code: TextStyle = { font: 'JetBrainsMono-Regular', sizePt: 6.7, leadingPt: 9.8, colour: INK.t1 };
  const dim = quiet(code);
  const boxX = FULL.x + 258;
  const boxPt = PAGE.rightPt - boxX;
  const bold: TextStyle = { ...code, font: 'JetBrainsMono-Bold' };
  const runs: Run[] = [
    run('checkpoint of the case\n', bold),
    run('log   ', dim),
    run(`${checkpoint.log}\n`, code),
    run('size  ', dim),
    run(`${checkpoint.size}\n`, code),
    run('head  ', dim),
    run(`${checkpoint.head}\n`, code),
    run('time  ', dim),
    run(`${localTime(checkpoint.timeMs)}\n`, code),
    run('key   ', dim),
    run(`${checkpoint.publicKey}\n`, code),
    run('sig   ', dim),
    run(`${checkpoint.signature}\n\n`, code),
    run('tree of the workspace, signed\n', bold),
    ...noteRuns(input.caseProof.checkpoint, code, dim),
    run('\ncosigned by others\n', bold),
    ...(input.witnessed === null
      ? [run('none: nobody else has seen this log yet\n', code)]
      : noteRuns(input.witnessed.checkpoint, code, dim)),
    run('\nreceipt\n', bold),
  ];
  if (receipt === null) runs.push(run('none: the server has not seen this log yet', code));
  else {
    runs.push(
      run('server  ', dim),
      run(`${receipt.serverId}\n`, code),
      run('holds   ', dim),
      run(`entries of the workstation up to ${receipt.deviceSeq}\n`, code),
      run('time    ', dim),
      run(`${localTime(receipt.timeMs)}\n`, code),
      run('sig     ', dim),
      run(receipt.signature, code),
    );
  }
  const lines = layoutLines(doc, runs, boxPt - 20);
  const height = linesHeight(lines) + 18;
  sheet.heading('Proof that the list is whole', height);
  const top = sheet.y;
  sheet.artefact(() => {
    doc.roundedRect(boxX, top, boxPt, height, 2).fill(INK.panel);
  });
  const block = { x: FULL.x, widthPt: 238 };
  for (const text of proofTexts(view)) sheet.paragraph([run(text, TEXT.body)], { block, after: 5 });
  sheet.draw(sheet.element('P'), () => drawLines(doc, lines, boxX + 10, top + 9));
  sheet.y = Math.max(sheet.y, top + height);
};

/** A signed note: what was signed, and who signed it, each signature by its ends; the whole note is attached. */
const noteRuns = (note: string, style: TextStyle, dim: TextStyle): Run[] => {
  const lines = note.split('\n').filter((line) => line !== '');
  const [origin = ''] = lines;
  return lines.map((line) => {
    const [, name = '', signature = ''] = /^— (\S+) (\S{12,})$/.exec(line) ?? [];
    if (signature === '') return run(`${line}\n`, style);
    // The first signature of a note is its own workstation's, under the note's own long name.
    const who = name === origin ? 'this workstation' : name;
    return run(`— ${who} ${signature.slice(0, 8)}…${signature.slice(-8)}\n`, dim);
  });
};

const proofTexts = ({ input, log }: PackView): string[] => {
  const { checkpoint, receipt } = input;
  const last = log.known.at(-1);
  const covered =
    receipt === null
      ? 'The server has given no receipt for this workstation’s log: that nothing was cut off its end rests on the workstation’s word alone.'
      : last !== undefined && receipt.deviceSeq >= last.deviceSeq
        ? `The server ${receipt.serverId} has receipted the workstation’s whole log, this one included.`
        : `The server ${receipt.serverId} has receipted the workstation’s log up to its entry ${receipt.deviceSeq}; ${count(log.known.filter((entry) => entry.deviceSeq > receipt.deviceSeq).length, 'entry', 'entries')} of this case came after.`;
  return [
    'Each entry carries the hash of the one before it. Removing, adding, changing or reordering one entry changes every hash after it, and so the head.',
    `The workstation signed the head of ${count(checkpoint.size, 'entry', 'entries')}. When this pack was made, all ${log.entries} were checked against it: ${log.problems.length === 0 ? 'none is missing, altered or out of order' : 'they do not agree'}.${withheldText(log.withheld.size)}`,
    covered,
    'The log of this case is one branch of a tree over everything this workspace logged (RFC 6962). The attachment log/case-proof.json proves that branch to be whole up to this export; entries of other cases appear only as hashes, which say nothing of them.',
    witnessedText(input),
  ];
};

const withheldText = (withheld: number): string =>
  withheld === 0
    ? ''
    : ` Of these, ${count(withheld, 'entry stands', 'entries stand')} here by ${withheld === 1 ? 'its' : 'their'} hash alone: that ${withheld === 1 ? 'it is' : 'they are'} there, and in which place, is proven; what ${withheld === 1 ? 'it says' : 'they say'} is not shown.`;

const witnessedText = ({ witnessed, witnesses }: PackView['input']): string => {
  if (witnessed === null) {
    return 'No server and no witness had cosigned a head of that tree when the pack was made: that the log was not written anew rests on the workstation and on the receipt alone.';
  }
  const also = witnesses.length === 0 ? 'the server' : `the server and ${witnesses.map(({ name }) => name).join(', ')}`;
  return `An earlier head of that tree was cosigned by ${also}; the way from it to the head of this pack is proven in the attachments. What they saw cannot have been rewritten.`;
};
