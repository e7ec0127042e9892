/** The port that the preload script hands to the page in the desktop window. */
import type { Port } from '../../src-shared/rpc/port.ts';

const MESSAGE = 'assay-port';

/** Resolves once the preload script has posted the port. */
export function openDesktopPort(): Promise<Port> {
  return new Promise((resolve) => {
    window.addEventListener('message', function take(event: MessageEvent) {
      const [port] = event.ports;
      if (event.source !== window || event.data !== MESSAGE || port === undefined) return;
      window.removeEventListener('message', take);
      resolve(adapt(port));
    });
    window.postMessage('assay-port-wanted', window.location.origin);
  });
}

function adapt(port: MessagePort): Port {
  return {
    send: (frame) => port.postMessage(frame),
    onFrame(listener) {
      port.onmessage = (event: MessageEvent<Uint8Array>) => listener(new Uint8Array(event.data));
    },
    onClose(listener) {
      port.addEventListener('close', listener, { once: true });
    },
    close: () => port.close(),
  };
}
