// Imported before everything else: schemas are read, never compiled into code. The page's content security policy forbids
// code made from text, and a mere try of it would be reported as an attack. Runs in the page and in its worker.
import { config } from 'zod';

config({ jitless: true });
