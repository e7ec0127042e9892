/** A transport only moves bytes of frames; adapters for WebSocket and MessagePort know nothing above them. */
export interface Port {
  /** Does nothing once the port is closed. */
  send(frame: Uint8Array): void;
  /** One listener; frames that came before it was set are delivered to it first. */
  onFrame(listener: (frame: Uint8Array) => void): void;
  /** Called once. */
  onClose(listener: () => void): void;
  close(): void;
}
