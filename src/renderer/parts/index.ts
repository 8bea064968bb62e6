/** The door of the small pieces. */
export { Empty, Loading } from './Empty.tsx';
export { Field } from './Field.tsx';
export { Kbd } from './Kbd.tsx';
export { Likelihood, LikelihoodBar } from './Likelihood.tsx';
export { Plate, PlatePair } from './PlatePair.tsx';
export { ProblemBox } from './Problem.tsx';
export { Progress } from './Progress.tsx';
export { StateBadge, StateMark } from './StateMark.tsx';
export { PaneTabs, tabId } from './Tabs.tsx';
export { Time } from './Time.tsx';
export { UtcHover } from './UtcHover.tsx';
