/** Short messages at the foot of the window, with undo where there is something to undo. Renderer. */
import { OverlayToaster, type Toaster, type ToastProps } from '@blueprintjs/core';

let toaster: Promise<Toaster> | null = null;

export function toast(props: ToastProps): void {
  toaster ??= OverlayToaster.create({ position: 'bottom', maxToasts: 3 });
  void toaster.then((shown) => shown.show({ timeout: 5000, ...props }));
}
