/** Gives the page its port to the host: one at a time, so a page that was loaded anew leaves nothing behind. */
import { ipcMain } from 'electron';
import type { Port } from '../../src-shared/rpc/port.ts';
import { servePort } from '../../src-shared/rpc/server.ts';
import type { Application } from '../host/application.ts';
import { CHANNELS } from './channels.ts';
import { createMessagePort } from './message-port.ts';
import { isOwnPage } from './security.ts';

export function servePorts(application: Application): void {
  const open = new Map<number, Port>();
  ipcMain.on(CHANNELS.port, (event) => {
    const [wire] = event.ports;
    if (wire === undefined) return;
    if (!isOwnPage(event.senderFrame)) {
      wire.close();
      return;
    }
    const { sender } = event;
    open.get(sender.id)?.close();
    const port = createMessagePort(wire);
    open.set(sender.id, port);
    const { emit } = servePort(port, application.handlers);
    port.onClose(application.onEvent(emit));
    const close = (): void => port.close();
    sender.once('destroyed', close);
    port.onClose(() => {
      sender.off('destroyed', close);
      if (open.get(sender.id) === port) open.delete(sender.id);
    });
  });
}
