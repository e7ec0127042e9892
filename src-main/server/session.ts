/** Who may talk to the host: whoever showed the token of the link once and holds the cookie given for it. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const SECRET_BYTES = 32;
/** Browsers that may be known at the same time; the one that came first is forgotten first. */
const MAX_SESSIONS = 64;

export interface Sessions {
  /** Shown in the link and nowhere else. */
  readonly token: string;
  /** The value of a `Set-Cookie` header, null for a wrong token. */
  trade(token: string): string | null;
  isKnown(request: IncomingMessage): boolean;
}

/** Cookies do not belong to a port, so the name tells which server of this machine one is for. */
export function createSessions(port: number): Sessions {
  const token = randomBytes(SECRET_BYTES).toString('base64url');
  const name = `assay-${port}`;
  // Only hashes are kept: comparing them takes the same time whatever was sent.
  const tokenHash = hash(token);
  const known: Buffer[] = [];
  return {
    token,
    trade(given) {
      if (!timingSafeEqual(hash(given), tokenHash)) return null;
      const id = randomBytes(SECRET_BYTES).toString('base64url');
      known.push(hash(id));
      if (known.length > MAX_SESSIONS) known.shift();
      return `${name}=${id}; HttpOnly; SameSite=Strict; Path=/`;
    },
    isKnown(request) {
      return cookiesNamed(name, request.headers.cookie ?? '').some((id) => {
        const given = hash(id);
        return known.some((one) => timingSafeEqual(one, given));
      });
    },
  };
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function cookiesNamed(name: string, header: string): string[] {
  return header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1));
}
