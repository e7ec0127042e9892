/** The desktop application: puts the host, the window and the system's own comforts together. */
import { join } from 'node:path';
import { app, dialog, session, type BrowserWindow } from 'electron';
import { toAssayError } from '../../src-shared/errors/assay-error.ts';
import { createApplication, type Application } from '../host/application.ts';
import { serveDialogs } from './dialogs.ts';
import { showMenu } from './menu.ts';
import { nativeLabelsFor } from './native-labels.ts';
import { collectOpenRequests, type OpenRequests } from './open-files.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { servePorts } from './ports.ts';
import { guardRuns } from './run-guard.ts';
import { openLinks, refuseNavigation, refusePermissions } from './security.ts';
import { createUtilityLauncher } from './utility-launcher.ts';
import { createMainWindow, openReportWindow } from './window.ts';

/** The built files lie together: out/main, out/preload, out/renderer. */
const OUT = join(import.meta.dirname, '..');
const WORKER = join(OUT, 'main', 'worker.js');
const PRELOAD = join(OUT, 'preload', 'preload.cjs');
const PAGE = join(OUT, 'renderer');
const ICON = join(OUT, '..', 'resources', 'icon.png');

async function start(requests: OpenRequests): Promise<void> {
  await app.whenReady();
  const labels = nativeLabelsFor(app.getLocale());
  const application = await openApplication(requests.first, labels.cannotOpen);
  servePage(session.defaultSession, {
    pageFolder: PAGE,
    reportOf: (exportId) => application.exportedFile(exportId, 'report.html'),
  });
  refusePermissions(session.defaultSession);
  serveDialogs();
  servePorts(application);

  let window: BrowserWindow | null = null;
  const mainWindow = (): BrowserWindow | null => window;
  const guard = guardRuns(application, labels, mainWindow);
  const showWindow = (): void => {
    if (window === null) {
      const made = createMainWindow({ preload: PRELOAD, icon: ICON });
      made.on('closed', () => (window = null));
      openLinks(made, labels, (url) => openReportWindow(url, made));
      guard.watch(made);
      window = made;
      return;
    }
    if (window.isMinimized()) window.restore();
    window.focus();
  };
  requests.serve(application, labels, showWindow);
  showMenu(mainWindow);
  showWindow();
  app.on('activate', showWindow);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  closeAtTheEnd(application);
}

/** A workspace that cannot be opened is told and left; the interface offers others. */
async function openApplication(workspace: string | null, title: string): Promise<Application> {
  const options = {
    programVersion: app.getVersion(),
    abilities: { nativeDialogs: true, roots: [] },
    launchWorker: createUtilityLauncher(WORKER),
  };
  if (workspace === null) return createApplication(options);
  try {
    return await createApplication({ ...options, workspace });
  } catch (thrown) {
    dialog.showErrorBox(title, toAssayError(thrown).message);
    return createApplication(options);
  }
}

/** Runs save their checkpoints before the process goes. */
function closeAtTheEnd(application: Application): void {
  let isClosing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (isClosing) return;
    isClosing = true;
    application.close().then(
      () => app.exit(0),
      () => app.exit(1),
    );
  });
}

app.enableSandbox();
registerPageScheme();
refuseNavigation(app);
if (app.requestSingleInstanceLock()) {
  start(collectOpenRequests()).catch((thrown: unknown) => {
    dialog.showErrorBox('Assay', toAssayError(thrown).message);
    app.exit(1);
  });
} else {
  app.quit();
}
