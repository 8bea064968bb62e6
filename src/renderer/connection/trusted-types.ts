/**
 * The one Trusted Types policy of the page, installed before anything else runs. Renderer.
 * Scripts and workers come from this origin (or a blob this page made); HTML from strings keeps its text and simple
 * links only, because MapLibre writes its attribution that way. Nothing can be turned into a script.
 */

interface PolicyFactory {
  createPolicy(
    name: string,
    rules: { createHTML: (text: string) => string; createScriptURL: (url: string) => string },
  ): unknown;
}

/** Tags that carry no behaviour; everything else of the text is shown as text. */
const PLAIN_TAG = /^<\/?(b|i|em|strong|span|br|p)\s*\/?>$/i;

export function plainHtml(text: string): string {
  return text.replaceAll(/<[^>]*>?/g, (tag) => (PLAIN_TAG.test(tag) ? tag : ''));
}

export function ownScriptUrl(url: string, origin: string): string {
  const address = new URL(url, origin);
  const own = address.origin === new URL(origin).origin || url.startsWith(`blob:${new URL(origin).origin}/`);
  if (!own) throw new TypeError('A script from elsewhere was refused.');
  return url;
}

export function installTrustedTypes(): void {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  factory?.createPolicy('default', {
    createHTML: plainHtml,
    createScriptURL: (url) => ownScriptUrl(url, location.href),
  });
}
