// Puts the page together: where a file is given, what it is held against, how far the check is, and the report. Page only.
// Always: one check at a time counts, the last one asked for; an older answer that comes late is dropped.

import { type AskChecker, askChecker } from '../ask-checker.ts';
import type { Progress } from '../exchange.ts';
import { sizeWords } from '../plain-text.ts';
import { does, doesNot } from '../words.ts';
import { bullets, el, fill, mark } from './elements.ts';
import { drawReport } from './report.ts';
import { trustForm } from './trust-form.ts';

export function startPage(script: string): void {
  const main = document.querySelector('main');
  if (main === null) return;
  const checker = askChecker(script);
  const status = el('div', { class: 'status', part: 'status', aria: { role: 'status' } });
  const report = el('div', { part: 'report' });
  let file: File | null = null;
  let latest = 0;

  const check = async (): Promise<void> => {
    if (file === null) return;
    latest += 1;
    const mine = latest;
    const isLatest = (): boolean => mine === latest;
    fill(report, []);
    const progress = showProgress(status, file);
    try {
      const checked = await checker.check(file, trust.given(), (told) => isLatest() && progress(told));
      if (!isLatest()) return;
      fill(status, []);
      drawReport(report, { ...checked, checkedMs: Date.now(), against: trust.names() }, (name) =>
        checker.content(name),
      );
      document.title = `${checked.file.name} – Waymark verifier`;
    } catch (error) {
      if (isLatest()) showFailure(status, error instanceof Error ? error.message : 'The file could not be checked.');
    }
  };
  const trust = trustForm(() => void check());
  const take = (files: FileList | null | undefined): void => {
    const [first, ...more] = files ?? [];
    if (first === undefined)
      showFailure(status, 'That was no file. Give one PDF, or one zip with a bag; a folder has to be zipped first.');
    else if (more.length > 0) showFailure(status, 'Give one file at a time: nothing was checked.');
    else {
      file = first;
      void check();
    }
  };
  main.append(dropArea(take), trust.element, status, report);
  takeDrops(take);
  void tellIfAlone(checker);
}

function dropArea(take: (files: FileList | null) => void): HTMLElement {
  const input = el('input', {
    id: 'file',
    part: 'file',
    set: { type: 'file', accept: '.pdf,.zip,application/pdf,application/zip' },
    on: {
      change: () => {
        if (input.files?.length) take(input.files);
        // The same file chosen again is checked again.
        input.value = '';
      },
    },
  });
  return el(
    'section',
    { class: 'drop', part: 'drop', aria: { labelledby: 'drop-head' } },
    el('h2', { id: 'drop-head' }, 'Drop an evidence pack here'),
    el('p', {}, 'One PDF, or the bag that came in its place as one zip. Nothing leaves this computer.'),
    el('label', { class: 'choose', set: { htmlFor: 'file' } }, 'Choose a file …'),
    input,
    el('p', { class: 'note', part: 'alone', set: { hidden: true } }),
    el(
      'div',
      { class: 'two screen-only' },
      el('div', {}, el('h3', {}, 'What this page does'), bullets(does)),
      el('div', {}, el('h3', {}, 'What it does not do'), bullets(doesNot)),
    ),
  );
}

/** The whole window takes a file: one let fall beside the box would otherwise be opened in place of this page. */
function takeDrops(take: (files: FileList | undefined) => void): void {
  const over = (on: boolean): void => {
    document.body.classList.toggle('over', on);
  };
  addEventListener('dragover', (event) => {
    event.preventDefault();
    over(true);
  });
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) over(false);
  });
  addEventListener('drop', (event) => {
    event.preventDefault();
    over(false);
    const isFolder = [...(event.dataTransfer?.items ?? [])].some((item) => item.webkitGetAsEntry()?.isDirectory);
    take(isFolder ? undefined : event.dataTransfer?.files);
  });
}

function showProgress(status: HTMLElement, file: File): (told: Progress) => void {
  const words = el('p', {}, `Reading ${file.name} …`);
  const bar = el('progress', { set: { max: Math.max(1, file.size), value: 0 }, aria: { label: 'Progress' } });
  fill(status, [el('div', { class: 'box' }, words, bar)]);
  return ({ step, done, total }) => {
    if (step === 'read') {
      bar.value = done;
      return;
    }
    bar.removeAttribute('value');
    fill(words, [
      `Read ${sizeWords(file.size)}. Checking every byte and every entry; a large pack takes a minute or two …`,
    ]);
    if (total > 0) bar.value = done;
  };
}

function showFailure(status: HTMLElement, message: string): void {
  fill(status, [
    el('div', { class: 'box fails', part: 'failure', aria: { role: 'alert' } }, mark('fails'), el('p', {}, message)),
  ]);
}

async function tellIfAlone(checker: AskChecker): Promise<void> {
  if (await checker.beside) return;
  const note = document.querySelector<HTMLElement>('[data-part="alone"]');
  if (note === null) return;
  note.hidden = false;
  fill(note, ['This browser gives the page no second thread: it will stand still while a large pack is checked.']);
}
