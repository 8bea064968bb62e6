// An original picture of the pack, looked at: PNG and JPEG alone, by what the bytes are and not by what the name says; it is
// drawn as a picture, and nothing in it can run. Page only.

import { el, mark } from './elements.ts';

/** By its name it may be one; `showPicture` looks at the bytes. */
export const isPicture = (name: string): boolean => /\.(png|jpe?g)$/i.test(name);

const kindOf = (bytes: Uint8Array): string | null => {
  const starts = (...wanted: number[]): boolean => wanted.every((byte, at) => bytes[at] === byte);
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  return starts(0xff, 0xd8, 0xff) ? 'image/jpeg' : null;
};

/** Throws where it is no picture. */
export function showPicture(name: string, bytes: Uint8Array): void {
  const type = kindOf(bytes);
  if (type === null) throw new Error(`${name} is no PNG or JPEG picture. It can be saved.`);
  const address = URL.createObjectURL(new Blob([bytes.slice().buffer], { type }));
  const failed = el(
    'p',
    { class: 'wrong', set: { hidden: true } },
    mark('fails'),
    'The picture cannot be drawn. It can be saved.',
  );
  const image = el('img', {
    set: { src: address, alt: `Picture ${name}` },
    on: {
      error: () => {
        failed.hidden = false;
      },
    },
  });
  const dialog: HTMLDialogElement = el(
    'dialog',
    {
      part: 'picture',
      aria: { labelledby: 'picture-name' },
      on: {
        close: () => {
          URL.revokeObjectURL(address);
          dialog.remove();
        },
      },
    },
    el('h3', { id: 'picture-name' }, name),
    image,
    failed,
    el('button', { class: 'plain', set: { type: 'button' }, on: { click: () => dialog.close() } }, 'Close'),
  );
  document.body.append(dialog);
  dialog.showModal();
}
