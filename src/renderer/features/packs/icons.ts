/** Icons of this screen; the error sign renamed so that it does not hide the language's own Error. */
export { Archive, Error as ErrorIcon, SmallTick, WarningSign } from '@blueprintjs/icons';
