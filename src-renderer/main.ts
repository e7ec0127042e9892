/** Starts the interface: connects to the host, then shows the screens. */
import { createApp } from 'vue';
import App from './app/App.vue';
import { router } from './app/routes.ts';
import { startSession } from './app/session.ts';
import { i18n } from './i18n/index.ts';
import { connect } from './rpc/connection.ts';
import { tradeToken } from './rpc/socket-port.ts';
import './styles/tokens.css';
import './styles/base.css';

// Before the router reads the address, which may hold the token.
await tradeToken();
startSession();
createApp(App).use(i18n).use(router).mount('#app');
void connect();
