/** Moving one thing in a list. Pure. */

/** The list with the item at `from` standing at `to`; the same list where nothing moves. */
export function moved<Item>(list: readonly Item[], from: number, to: number): readonly Item[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length || from === to) return list;
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(to, 0, item);
}

/** `1–2`, `3`, or nothing where it stands on no page. */
export const pagesText = (pages: { fromPage: number; toPage: number } | undefined): string => {
  if (pages === undefined) return '';
  return pages.fromPage === pages.toPage ? String(pages.fromPage) : `${pages.fromPage}–${pages.toPage}`;
};
