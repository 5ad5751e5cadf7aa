import { createApp } from 'vue'
import './styles/tokens.css'
import './styles/base.css'
import App from './App.vue'
import { router } from './router'
import { startDisplay } from './lib/display'
startDisplay()
createApp(App).use(router).mount('#app')
