import { createApp } from 'vue'
import './styles/tokens.css'
import './styles/base.css'
import App from './App.vue'
import { router } from './router'
import { watchTyping } from './lib/unsaved'
import { startDisplay } from './lib/display'
startDisplay()
watchTyping()
createApp(App).use(router).mount('#app')
