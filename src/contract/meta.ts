/**
 * What every method of every contract declares about itself. Runs anywhere.
 * `audit: 'required'` means that its handler must be wrapped by `audited(...)`: the host refuses to start otherwise.
 * `gate: 'authority'` means that its handler must be wrapped by `gated(...)` as well.
 */
export type MethodMeta = {
  effect: 'read' | 'query' | 'write';
  audit: 'none' | 'required';
  gate: 'open' | 'session' | 'authority';
};
