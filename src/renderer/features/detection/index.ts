/** The door of one detection: the inspector with image, likelihood, confirm step, provenance and log. */
export { Inspector } from './Inspector.tsx';
