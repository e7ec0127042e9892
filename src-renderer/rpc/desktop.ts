/** What the desktop shell offers beyond the contract; null in a browser. Handed out by the preload script. */
export interface DesktopShell {
  pickFolder(title: string): Promise<string | null>;
  pickFile(title: string, extensions: readonly string[]): Promise<string | null>;
  pickSave(title: string, suggestion: string): Promise<string | null>;
  revealFile(path: string): Promise<void>;
  /** Where a file dropped on the window lies. */
  pathForFile(file: File): string;
  /** Commands chosen in the native menu, by their id. */
  onCommand(listener: (id: string) => void): void;
}

declare global {
  interface Window {
    assayDesktop?: DesktopShell;
  }
}

export const desktop: DesktopShell | null = window.assayDesktop ?? null;
