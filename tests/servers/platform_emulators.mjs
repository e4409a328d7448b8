// Emulators of Telegram and Slack by other people, on ports of 127.0.0.1 given as arguments.
import { createRequire } from "node:module";
import { createEmulator } from "emulate";

const TelegramServer = createRequire(import.meta.url)("telegram-test-api");
const [telegramPort, slackPort] = process.argv.slice(2).map(Number);
const host = "127.0.0.1";

const telegram = new TelegramServer({ host, port: telegramPort });
await telegram.start();
await createEmulator({
  service: "slack",
  port: slackPort,
  hostname: host,
  baseUrl: `http://${host}:${slackPort}`,
});
console.log("ready");
process.stdin.on("end", () => process.exit(0)).resume();
