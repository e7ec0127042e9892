/** Puts the interface together and connects it to the host. */
import { createApp } from 'vue';
import { i18n, t } from '../i18n/index.ts';
import { connect } from '../rpc/connection.ts';
import '../styles/tokens.css';
import '../styles/base.css';
import App from './App.vue';
import { notify } from './notices.ts';
import { router } from './routes.ts';
import { startSession } from './session.ts';

// A screen that cannot be loaded: the program went away, or another version of it answers now.
router.onError(() =>
  notify(t('app.changed'), { title: t('ui.reload'), run: () => window.location.reload() }),
);
startSession();
createApp(App).use(i18n).use(router).mount('#app');
void connect();
