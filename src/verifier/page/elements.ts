// Makes elements of the page. Always: what comes from a file is text, never markup, and goes through `plainText`. Page only.

import { plainText } from '../plain-text.ts';

export type Child = Node | string | null;

type Settings<Tag extends keyof HTMLElementTagNameMap> = {
  class?: string;
  id?: string;
  /** `data-part`, by which tests and styles find it. */
  part?: string;
  aria?: Readonly<Record<string, string>>;
  on?: Readonly<Record<string, (event: Event) => void>>;
  set?: Partial<HTMLElementTagNameMap[Tag]>;
};

export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { class: name, id, part, aria = {}, on = {}, set = {} }: Settings<Tag> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (name !== undefined) element.className = name;
  if (id !== undefined) element.id = id;
  if (part !== undefined) element.dataset.part = part;
  for (const [key, value] of Object.entries(aria)) element.setAttribute(key === 'role' ? key : `aria-${key}`, value);
  for (const [type, listener] of Object.entries(on)) element.addEventListener(type, listener);
  Object.assign(element, set);
  fill(element, children);
  return element;
}

/** Puts these in place of what is there. */
export function fill(element: Element, children: readonly Child[]): void {
  element.replaceChildren(
    ...children
      .filter((child) => child !== null)
      .map((child) => (typeof child === 'string' ? plainText(child) : child)),
  );
}

/** Words of the file, kept apart from the direction of writing around them. */
export const said = (text: string, name = ''): HTMLElement => el('bdi', { class: name }, text);

/** A hash or key, in groups of four. */
export const groups = (grouped: string): HTMLElement => el('span', { class: 'hash' }, grouped);

export type Mark = 'holds' | 'fails' | 'caution' | 'none';

const paths: Readonly<Record<Mark, string>> = {
  holds: 'M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22Zm-1.6 16.2-5-5 1.8-1.8 3.2 3.2 6.8-6.8 1.8 1.8-8.6 8.6Z',
  fails:
    'M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9L7.5 1Zm1.2 5.9L6.9 8.7l3.3 3.3-3.3 3.3 1.8 1.8 3.3-3.3 3.3 3.3 1.8-1.8-3.3-3.3 3.3-3.3-1.8-1.8-3.3 3.3-3.3-3.3Z',
  caution: 'M12 1.5 23.5 22H.5L12 1.5ZM10.8 9v6.5h2.4V9h-2.4Zm0 8v2.4h2.4V17h-2.4Z',
  none: 'M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22Zm0 2.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM7 10.8h10v2.4H7v-2.4Z',
};

/** A shape that says with its outline what its colour says; words stand beside it always. */
export function mark(kind: Mark): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `mark ${kind}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', paths[kind]);
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  return svg;
}

/** A list of names and values. */
export const facts = (rows: readonly (readonly [string, ...Child[]])[]): HTMLElement =>
  el('dl', { class: 'facts' }, ...rows.flatMap(([name, ...values]) => [el('dt', {}, name), el('dd', {}, ...values)]));

export const bullets = (lines: readonly string[]): HTMLElement =>
  el('ul', {}, ...lines.map((line) => el('li', {}, line)));
