/** The only bridge into the page: a frozen list of abilities, and a port to the host for the page that asks. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { CHANNELS } from './channels.ts';

const abilities = {
  pickFolder: (title: string): Promise<unknown> => ipcRenderer.invoke(CHANNELS.pickFolder, title),
  pickFile: (title: string, extensions: readonly string[]): Promise<unknown> =>
    ipcRenderer.invoke(CHANNELS.pickFile, title, extensions),
  pickSave: (title: string, suggestion: string): Promise<unknown> =>
    ipcRenderer.invoke(CHANNELS.pickSave, title, suggestion),
  revealFile: (path: string): Promise<unknown> => ipcRenderer.invoke(CHANNELS.revealFile, path),
  pathForFile: (file: File): string => webUtils.getPathForFile(file),
  onCommand(listener: (id: string) => void): void {
    ipcRenderer.on(CHANNELS.command, (_event, id: string) => listener(id));
  },
};

contextBridge.exposeInMainWorld('assayDesktop', Object.freeze(abilities));

window.addEventListener('message', (event) => {
  if (event.source !== window || event.data !== 'assay-port-wanted') return;
  const { port1, port2 } = new MessageChannel();
  ipcRenderer.postMessage(CHANNELS.port, null, [port2]);
  window.postMessage('assay-port', window.location.origin, [port1]);
});
