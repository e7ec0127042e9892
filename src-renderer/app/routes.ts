/** Every screen with its address; each is loaded when it is first looked at. */
import { createRouter, createWebHashHistory } from 'vue-router';

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', redirect: '/library' },
    { path: '/library', name: 'library', component: () => import('../features/library/LibraryScreen.vue') },
    { path: '/import', name: 'import', component: () => import('../features/import/ImportScreen.vue') },
    {
      path: '/dataset/:versionId?',
      name: 'dataset',
      component: () => import('../features/dataset/DatasetScreen.vue'),
    },
    { path: '/runs/new', name: 'new-run', component: () => import('../features/runs/NewRunScreen.vue') },
    {
      path: '/runs/:runId/detectors',
      name: 'detectors',
      component: () => import('../features/detectors/DetectorsScreen.vue'),
    },
    { path: '/runs/:runId?', name: 'runs', component: () => import('../features/runs/RunsScreen.vue') },
    {
      path: '/inspect/:runId?',
      name: 'inspect',
      component: () => import('../features/inspect/InspectScreen.vue'),
    },
    {
      path: '/verdicts/:versionId?',
      name: 'verdicts',
      component: () => import('../features/verdicts/VerdictsScreen.vue'),
    },
    {
      path: '/compare/:versionId?',
      name: 'compare',
      component: () => import('../features/compare/CompareScreen.vue'),
    },
    {
      path: '/export/:runId?',
      name: 'export',
      component: () => import('../features/export/ExportScreen.vue'),
    },
    {
      path: '/benchmarks',
      name: 'benchmarks',
      component: () => import('../features/benchmarks/BenchmarksScreen.vue'),
    },
    {
      path: '/methods/:group?/:id?',
      name: 'methods',
      component: () => import('../features/methods/MethodsScreen.vue'),
    },
    {
      path: '/settings',
      name: 'settings',
      component: () => import('../features/settings/SettingsScreen.vue'),
    },
    { path: '/:rest(.*)*', redirect: '/library' },
  ],
});
