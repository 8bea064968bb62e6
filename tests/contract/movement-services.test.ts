// Movement, company, scenes and look-alikes through the services: under the gate, in the log, on the training network. One
// desk serves all of it: to start one takes longer than to ask it everything.
import { askingDesk } from './asking-desk.ts';
import { movementAnswersSuite } from './movement-answers.suite.ts';
import { queryGateSuite } from './query-gate.suite.ts';
import { queryQuestionsSuite } from './query-questions.suite.ts';

const desk = askingDesk();
queryGateSuite(desk);
queryQuestionsSuite(desk);
movementAnswersSuite(desk);
