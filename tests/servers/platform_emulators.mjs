// Emulators of Telegram and Slack by other people, on ports of 127.0.0.1 given as arguments.
import { createRequire } from "node:module";
import { createEmulator } from "emulate";

const TelegramServer = createRequire(import.meta.url)("telegram-test-api");
const [telegramPort, slackPort] = process.argv.slice(2).map(Number);
const host = "127.0.0.1";

const telegram = new TelegramServer({ host, port: telegramPort });
await telegram.start();
// The emulator's response to getMe lacks `is_bot`, which Telegram always sends.
const [handle] = telegram.server.listeners("request");
telegram.server.removeAllListeners("request");
telegram.server.on("request", (request, response) => {
  if (!request.url.endsWith("/getMe")) return handle(request, response);
  const result = { id: 666, is_bot: true, first_name: "Edgefinder", username: "edgefinder_bot" };
  response.setHeader("content-type", "application/json").end(JSON.stringify({ ok: true, result }));
});
await createEmulator({
  service: "slack",
  port: slackPort,
  hostname: host,
  baseUrl: `http://${host}:${slackPort}`,
});
console.log("ready");
process.stdin.on("end", () => process.exit(0)).resume();
