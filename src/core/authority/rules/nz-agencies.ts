/**
 * Agencies of New Zealand and abroad that information may be asked to go to, with the words by which a text names them.
 * Runs anywhere. Waymark's own list: whom it does not know is recognised by nobody but the person who says so.
 */
import type { Agency } from '../rule-book.ts';

export const nzAgencies: readonly Agency[] = [
  { name: 'Accident Compensation Corporation', words: ['ACC', 'Accident Compensation'] },
  { name: 'Auckland Transport', words: ['Auckland Transport'] },
  { name: 'Australian Federal Police', words: ['AFP', 'Australian Federal Police'] },
  { name: 'Department of Corrections', words: ['Corrections', 'Ara Poutama'] },
  { name: 'Fire and Emergency New Zealand', words: ['FENZ', 'Fire and Emergency'] },
  { name: 'Government Communications Security Bureau', words: ['GCSB', 'Government Communications Security'] },
  { name: 'Immigration New Zealand', words: ['Immigration', 'INZ', 'MBIE'] },
  { name: 'Inland Revenue', words: ['Inland Revenue', 'IRD'] },
  { name: 'an insurer', words: ['insurance', 'insurer'] },
  { name: 'Interpol', words: ['Interpol', 'Europol'] },
  { name: 'a local council', words: ['council'] },
  { name: 'Ministry for Primary Industries', words: ['MPI', 'Primary Industries', 'Fisheries'] },
  { name: 'Ministry of Social Development', words: ['MSD', 'Social Development', 'Work and Income'] },
  { name: 'New Zealand Customs Service', words: ['Customs'] },
  { name: 'New Zealand Defence Force', words: ['NZDF', 'Defence Force'] },
  { name: 'New Zealand Security Intelligence Service', words: ['NZSIS', 'Security Intelligence Service'] },
  { name: 'Oranga Tamariki', words: ['Oranga Tamariki'] },
  { name: 'Serious Fraud Office', words: ['SFO', 'Serious Fraud Office'] },
  { name: 'Waka Kotahi NZ Transport Agency', words: ['Waka Kotahi', 'NZTA', 'Transport Agency'] },
  { name: 'WorkSafe New Zealand', words: ['WorkSafe'] },
];
