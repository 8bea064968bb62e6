/** The door of what stands beside a list: map, inspector, authority. */
export { SidePane } from './SidePane.tsx';
