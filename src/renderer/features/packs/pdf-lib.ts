// PDF.js and its worker, from this origin: no fonts, character maps or programs are fetched for a page. Renderer.
import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = new URL(workerUrl, document.baseURI).href;

export type { PDFDocumentProxy };

/** Reads the pages of a PDF that was made here. Throws what PDF.js throws for one it cannot read. */
export async function openPdf(file: Blob): Promise<PDFDocumentProxy> {
  const data = new Uint8Array(await file.arrayBuffer());
  return getDocument({
    data,
    // Our pages embed what they are drawn with; this page may run no WebAssembly and fetch from nowhere else.
    useWasm: false,
    useWorkerFetch: false,
    useSystemFonts: false,
    enableXfa: false,
    disableWorkerRendering: true,
    verbosity: 0,
  }).promise;
}
