/** Starts the interface. The token is taken out of the address before the router, loaded with the rest, reads it. */
import { followNewLinks, tradeToken } from './rpc/link-token.ts';

await tradeToken();
followNewLinks();
await import('./app/start.ts');
