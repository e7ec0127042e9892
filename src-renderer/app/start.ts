/** Puts the interface together and connects it to the host. */
import { createApp } from 'vue';
import { i18n } from '../i18n/index.ts';
import { connect } from '../rpc/connection.ts';
import '../styles/tokens.css';
import '../styles/base.css';
import App from './App.vue';
import { router } from './routes.ts';
import { startSession } from './session.ts';

startSession();
createApp(App).use(i18n).use(router).mount('#app');
void connect();
