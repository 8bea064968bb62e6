// The verifier page's only entry. The same script runs twice: in the page, and in the worker that the page starts from its
// own text, because a page opened from a file can load no second one. Always: nothing is fetched and nothing is sent.

import './no-compiling.ts';
import { startPage } from './page/start-page.ts';
import { serveChecker } from './serve-checker.ts';

if (typeof document === 'undefined') serveChecker();
else startPage(document.currentScript?.textContent ?? '');
