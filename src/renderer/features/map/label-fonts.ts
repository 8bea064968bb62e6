// The font stacks of the map's labels. Renderer.
// A family name carries weight and slant; the second of each stack is the one the page has.
export const REGULAR = ['Inter Regular', 'Inter'];
export const SEMIBOLD = ['Inter SemiBold', 'Inter'];
export const ITALIC = ['Inter Italic', 'Inter'];
